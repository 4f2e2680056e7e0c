import { Menu } from '@mantine/core';
import type { Catalog } from '../../api/catalog';
import { copy } from '../../ui/copy';
import { drop, exclude, include, only, valueLabel, type Facet, type Filters } from '../../view/filters';
import { RowMenu } from '../table/RowMenu';
import { facetOfRow, type FacetRow } from './facets';

type Props = {
  row: FacetRow;
  element: HTMLElement;
  filters: Filters;
  catalog: Catalog | undefined;
  onChange: (filters: Filters) => void;
  onClose: () => void;
};

/** What can be done with a value of a facet. */
export function FacetMenu({ row, element, filters, catalog, onChange, onClose }: Props) {
  const { facet, label, state } = row;
  const plain = { by: facet.by, value: facet.value } as Facet;
  const text = label ?? valueLabel(plain, catalog);
  return (
    <RowMenu element={element} label="Value actions" position="bottom-end" width={190} onClose={onClose}>
      {state !== 'selected' && <Menu.Item onClick={() => { onChange(include(filters, plain)); }}>Add to filters</Menu.Item>}
      {state !== 'excluded' && <Menu.Item onClick={() => { onChange(exclude(filters, plain)); }}>Exclude</Menu.Item>}
      <Menu.Item onClick={() => { onChange(only(filters, plain)); }}>Only this</Menu.Item>
      {state && <Menu.Item onClick={() => { onChange(drop(filters, facetOfRow(row))); }}>Remove filter</Menu.Item>}
      <Menu.Divider />
      <Menu.Item onClick={() => void copy(text)}>Copy</Menu.Item>
      {text !== facet.value && <Menu.Item onClick={() => void copy(facet.value)}>{facet.by === 'country' ? 'Copy code' : 'Copy ID'}</Menu.Item>}
    </RowMenu>
  );
}
