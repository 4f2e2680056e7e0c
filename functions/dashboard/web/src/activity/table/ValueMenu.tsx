import { Menu } from '@mantine/core';
import { Fragment } from 'react';
import { useCatalog } from '../../api/catalog';
import type { Event } from '../../api/types';
import { formatExact } from '../../time/format';
import { copy } from '../../ui/copy';
import { FacetText } from '../../ui/FacetText';
import { UntrustedText } from '../../ui/UntrustedText';
import { drop, exclude, include, only, type Facet } from '../../view/filters';
import { around } from '../../view/range';
import type { ChangeView } from '../../view/useView';
import type { View } from '../../view/view';
import { RowMenu } from './RowMenu';
import { isSelected, rowValues, valuesAt, type Cell, type EventValue } from './values';

/** The value of an open menu, and the element that opened it. `row` stands for all values of a row. */
export type MenuAt = { event: Event; cell: Cell | 'row'; element: HTMLElement; value?: EventValue };

type Props = {
  at: MenuAt;
  view: View;
  zone: string;
  withUser: boolean;
  onView: ChangeView;
  onClose: () => void;
};

/** What can be done with a value: add it to the filters, exclude it, show only this, and copy. */
export function ValueMenu({ at: { event, cell, element, value }, view, zone, withUser, onView, onClose }: Props) {
  const { data: catalog } = useCatalog();
  const values = value ? [value] : cell === 'row' ? rowValues(event, withUser, catalog) : valuesAt(event, cell, catalog);
  return (
    <RowMenu element={element} label={cell === 'row' ? 'Filter by' : 'Value actions'} onClose={onClose}>
      {cell === 'time' ? (
        <TimeItems {...{ event, zone, onView }} />
      ) : cell === 'row' || values.length > 2 ? (
        // Too many for all actions: only the filters.
        <FilterItems {...{ values, view, onView }} />
      ) : (
        values.map((value, index) => (
          <Fragment key={value.text}>
            {index > 0 && <Menu.Divider />}
            <ValueItems {...{ value, view, onView }} />
          </Fragment>
        ))
      )}
      {cell === 'row' && <Menu.Item onClick={() => { onView({ range: around(event.occurred_at) }); }}>time: ± 15 minutes</Menu.Item>}
    </RowMenu>
  );
}

function ValueItems({ value: { text, facet, copies }, view, onView }: { value: EventValue } & Pick<Props, 'view' | 'onView'>) {
  const { data: catalog } = useCatalog();
  return (
    <>
      <Menu.Label>{facet ? <FacetText facet={facet} catalog={catalog} /> : <UntrustedText text={text} />}</Menu.Label>
      {facet && (
        <>
          {isSelected(view, facet) ? (
            <Menu.Item onClick={() => { onView(drop(view, facet)); }}>Remove filter</Menu.Item>
          ) : (
            <Menu.Item onClick={() => { onView(include(view, facet)); }}>Add to filters</Menu.Item>
          )}
          <Menu.Item onClick={() => { onView(exclude(view, facet)); }}>Exclude</Menu.Item>
          <Menu.Item onClick={() => { onView(only(view, facet)); }}>Only this</Menu.Item>
        </>
      )}
      {copies.map(([label, text]) => (
        <Menu.Item key={label} onClick={() => void copy(text)}>
          {label}
        </Menu.Item>
      ))}
    </>
  );
}

function FilterItems({ values, view, onView }: { values: readonly EventValue[] } & Pick<Props, 'view' | 'onView'>) {
  const { data: catalog } = useCatalog();
  const facets = values.flatMap(({ facet }): Facet[] => (facet ? [facet] : []));
  return facets.map((facet) => (
    <Menu.Item key={`${facet.by} ${facet.value}`} onClick={() => { onView(include(view, facet)); }}>
      <FacetText facet={facet} catalog={catalog} />
    </Menu.Item>
  ));
}

function TimeItems({ event: { occurred_at }, zone, onView }: { event: Event } & Pick<Props, 'zone' | 'onView'>) {
  return (
    <>
      <Menu.Item onClick={() => { onView({ range: around(occurred_at) }); }}>Show ± 15 minutes</Menu.Item>
      <Menu.Item onClick={() => void copy(formatExact(occurred_at, zone))}>Copy as shown</Menu.Item>
      <Menu.Item onClick={() => void copy(occurred_at)}>Copy in UTC</Menu.Item>
    </>
  );
}
