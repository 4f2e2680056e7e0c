import { Menu } from '@mantine/core';
import type { Event } from '../../api/types';
import { formatExact } from '../../time/format';
import { copy } from '../../ui/copy';
import { exclude, only, type Facet, type Filters } from '../../view/filters';
import { around } from '../../view/range';
import type { ChangeView } from '../../view/useView';
import { facetAt, type Cell } from './cells';
import { RowMenu } from './RowMenu';

/** The value of an open menu, and the element that opened it. */
export type MenuAt = { event: Event; cell: Cell; element: HTMLElement };

type Props = {
  at: MenuAt;
  filters: Filters;
  zone: string;
  onView: ChangeView;
  onClose: () => void;
};

/** The menu of one value. All rows share one menu. */
export function ValueMenu({ at: { event, cell, element }, filters, zone, onView, onClose }: Props) {
  const facet = facetAt(event, cell);
  return (
    <RowMenu element={element} label="Value actions" position="bottom-start" width={210} onClose={onClose}>
      {cell === 'time' && <Menu.Item onClick={() => { onView({ range: around(event.occurred_at) }); }}>Show ± 15 minutes</Menu.Item>}
      {facet && <Menu.Item onClick={() => { onView(only(filters, facet)); }}>Show only this</Menu.Item>}
      {facet && <Menu.Item onClick={() => { onView(exclude(filters, facet)); }}>Exclude this</Menu.Item>}
      {copies(event, cell, facet, zone).map(([label, text]) => (
        <Menu.Item key={label} onClick={() => void copy(text)}>
          {label}
        </Menu.Item>
      ))}
    </RowMenu>
  );
}

/** Returns the labels and texts to copy. */
function copies(event: Event, cell: Cell, facet: Facet | null, zone: string): [string, string][] {
  const { actor } = event;
  switch (cell) {
    case 'time':
      return [
        ['Copy as shown', formatExact(event.occurred_at, zone)],
        ['Copy in UTC', event.occurred_at],
      ];
    case 'user':
      return [
        ...(actor.name == null ? [] : [['Copy name', actor.name] satisfies [string, string]]),
        ...(actor.email == null ? [] : [['Copy email', actor.email] satisfies [string, string]]),
        ['Copy ID', actor.id],
      ];
    case 'location':
      return facet ? [['Copy IP address', facet.value]] : [];
    default:
      return facet ? [['Copy', facet.value]] : [];
  }
}
