import { filterParameters, type Filters } from '../view/filters';
import { api } from './client';
import { unwrap } from './problem';
import type { Event, FeedEntry } from './types';
import { rememberEvents } from './labels';

/** A page of the feed, in order of arrival. */
export type FeedPage = {
  events: Event[];
  /** The recorded events that the service could not read. */
  unreadable: number;
  cursor: string;
  hasMore: boolean;
};

// Enough to catch up after an hour in another tab with few requests.
const PAGE_ROWS = 200;

/** Reads the events that arrived after `cursor`. Without a cursor, returns the one of now. */
export async function readFeed(filters: Filters, cursor: string | null, signal: AbortSignal): Promise<FeedPage> {
  const position = cursor === null ? { start: 'now' } : { cursor };
  const query = { ...filterParameters(filters, false), ...position, limit: PAGE_ROWS };
  const page = unwrap(await api.GET('/v1/feed', { params: { query }, signal }));
  const events = page.events.filter(isReadable);
  rememberEvents(events);
  return { events, unreadable: page.events.length - events.length, cursor: page.cursor, hasMore: page.has_more };
}

type ReadableEntry = Exclude<FeedEntry, { unreadable: boolean }>;

function isReadable(entry: FeedEntry): entry is ReadableEntry {
  return !('unreadable' in entry);
}
