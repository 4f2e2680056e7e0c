import { Menu } from '@mantine/core';
import type { Catalogue } from '../../api/eventTypes';
import type { Event } from '../../api/types';
import { include } from '../../view/filtering';
import { around } from '../../view/range';
import type { ChangeView } from '../../view/useView';
import type { View } from '../../view/view';
import { FacetText } from '../filters/FilterChips';
import { RowMenu } from './RowMenu';
import { facetAt, type Stop } from './stops';

/** A card whose menu is open, and the button that opened it. */
export type CardMenuAt = { event: Event; element: HTMLElement };

type Props = {
  at: CardMenuAt;
  view: View;
  withUser: boolean;
  catalogue: Catalogue | undefined;
  onView: ChangeView;
  onClose: () => void;
};

const STOPS: readonly Stop[] = ['user', 'event', 'source', 'outcome', 'ip'];

/** The values of a card to filter by. Filters that are set stay. */
export function CardMenu({ at: { event, element }, view, withUser, catalogue, onView, onClose }: Props) {
  const facets = STOPS.flatMap((stop) => (stop === 'user' && !withUser ? [] : (facetAt(event, stop) ?? [])));
  return (
    <RowMenu element={element} label="Filter by" position="bottom-end" width={260} onClose={onClose}>
      {facets.map((facet) => (
        <Menu.Item key={facet.by} onClick={() => { onView(include(view, facet)); }}>
          <FacetText facet={facet} catalogue={catalogue} />
        </Menu.Item>
      ))}
      <Menu.Item onClick={() => { onView({ range: around(event.occurred_at) }); }}>time: ± 15 minutes</Menu.Item>
    </RowMenu>
  );
}
