import { Menu } from '@mantine/core';
import type { Event } from '../../api/types';
import { formatExact } from '../../time/format';
import { copy } from '../../ui/copy';
import { exclude, only, type Facet } from '../../view/filtering';
import { around } from '../../view/range';
import type { ChangeView } from '../../view/useView';
import type { Filters } from '../../view/view';
import { RowMenu } from './RowMenu';
import { facetAt, type Stop } from './stops';

/** A value whose menu is open, and the element that it belongs to. */
export type MenuAt = { event: Event; stop: Stop; element: HTMLElement };

type Props = { at: MenuAt; filters: Filters; zone: string; onView: ChangeView; onClose: () => void };

/** What can be done with one value of the table. There is one such menu for all rows. */
export function ValueMenu({ at: { event, stop, element }, filters, zone, onView, onClose }: Props) {
  const facet = facetAt(event, stop);
  const without = facet && exclude(filters, facet);
  return (
    <RowMenu element={element} label="For this value" position="bottom-start" width={210} onClose={onClose}>
      {stop === 'time' && <Menu.Item onClick={() => { onView({ range: around(event.occurred_at) }); }}>± 15 minutes</Menu.Item>}
      {facet && <Menu.Item onClick={() => { onView(only(filters, facet)); }}>Only this</Menu.Item>}
      {without && <Menu.Item onClick={() => { onView(without); }}>Exclude this</Menu.Item>}
      {copies(event, stop, facet, zone).map(([label, text]) => (
        <Menu.Item key={label} onClick={() => void copy(text)}>
          {label}
        </Menu.Item>
      ))}
    </RowMenu>
  );
}

/** Returns what can be copied of a value, by the name of the way to do so. */
function copies(event: Event, stop: Stop, facet: Facet | null, zone: string): [string, string][] {
  const { actor } = event;
  switch (stop) {
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
      return facet ? [['Copy address', facet.value]] : [];
    default:
      return facet ? [['Copy', facet.value]] : [];
  }
}
