import type { Event } from '../../api/types';
import type { EventName } from '../../view/view';

/** Returns the position of an event among the loaded ones, or -1. */
export function openIndex(events: readonly Pick<Event, 'id' | 'source'>[], name: EventName | null): number {
  return name ? events.findIndex(({ id, source }) => id === name.id && source === name.source) : -1;
}
