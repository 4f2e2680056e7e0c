import { Menu } from '@mantine/core';
import type { Event } from '../../api/events';
import type { Catalogue } from '../../api/eventTypes';
import { include } from '../../view/filtering';
import { around } from '../../view/range';
import type { ChangeView } from '../../view/useView';
import type { View } from '../../view/view';
import { FacetText } from '../filters/FilterChips';
import { MenuAnchor } from './MenuAnchor';
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
    <Menu
      opened
      onClose={() => {
        onClose();
        element.focus();
      }}
      returnFocus={false}
      position="bottom-end"
      width={260}
    >
      <Menu.Target>
        <MenuAnchor of={element} />
      </Menu.Target>
      <Menu.Dropdown aria-label="Filter by">
        {facets.map((facet) => (
          <Menu.Item key={facet.by} onClick={() => { onView(include(view, facet)); }}>
            <FacetText facet={facet} catalogue={catalogue} />
          </Menu.Item>
        ))}
        <Menu.Item onClick={() => { onView({ range: around(event.occurred_at) }); }}>time: ± 15 minutes</Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
