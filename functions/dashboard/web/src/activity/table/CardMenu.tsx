import { Menu } from '@mantine/core';
import type { Catalog } from '../../api/catalog';
import type { Event } from '../../api/types';
import { FacetText } from '../../ui/FacetText';
import { include } from '../../view/filters';
import { around } from '../../view/range';
import type { ChangeView } from '../../view/useView';
import type { View } from '../../view/view';
import { facetAt, type Cell } from './cells';
import { RowMenu } from './RowMenu';

/** The event of an open card menu, and the button that opened it. */
export type CardMenuAt = { event: Event; element: HTMLElement };

type Props = {
  at: CardMenuAt;
  view: View;
  withUser: boolean;
  catalog: Catalog | undefined;
  onView: ChangeView;
  onClose: () => void;
};

const FILTER_CELLS: readonly Cell[] = ['user', 'event', 'source', 'outcome', 'ip'];

/** The menu of a card. Adds one of its values to the filters. */
export function CardMenu({ at: { event, element }, view, withUser, catalog, onView, onClose }: Props) {
  const facets = FILTER_CELLS.flatMap((cell) => (cell === 'user' && !withUser ? [] : (facetAt(event, cell) ?? [])));
  return (
    <RowMenu element={element} label="Filter by" position="bottom-end" width={260} onClose={onClose}>
      {facets.map((facet) => (
        <Menu.Item key={facet.by} onClick={() => { onView(include(view, facet)); }}>
          <FacetText facet={facet} catalog={catalog} />
        </Menu.Item>
      ))}
      <Menu.Item onClick={() => { onView({ range: around(event.occurred_at) }); }}>time: ± 15 minutes</Menu.Item>
    </RowMenu>
  );
}
