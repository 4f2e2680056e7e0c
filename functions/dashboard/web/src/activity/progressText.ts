import type { Event } from '../api/types';
import { formatTime } from '../time/format';

type Page = { events: readonly Pick<Event, 'occurred_at'>[] };

// A page with fewer events than this ended because its read budget was spent.
const FEW = 100;

/** Returns how far a search that goes on has come: at least to its last event. `null` if its pages are full, or if it found none. */
export function searchedText(pages: readonly Page[], order: 'asc' | 'desc', zone: string): string | null {
  const last = pages.flatMap(({ events }) => events).at(-1);
  if (!last || (pages.at(-1)?.events.length ?? 0) >= FEW) return null;
  return `searched ${order === 'desc' ? 'back to' : 'up to'} ${formatTime(last.occurred_at, zone)}`;
}

/** Returns the text below rows while more are searched. */
export function progressText(pages: readonly Page[], order: 'asc' | 'desc', zone: string): string {
  if ((pages.at(-1)?.events.length ?? 0) >= FEW) return 'Loading more events…';
  const searched = searchedText(pages, order, zone);
  return searched === null ? 'No match yet. Searching further…' : `S${searched.slice(1)}. Searching further…`;
}
