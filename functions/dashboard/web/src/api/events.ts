import { useInfiniteQuery, useQuery, type Query } from '@tanstack/react-query';
import { filterParameters, type Filters } from '../view/filters';
import type { Bounds } from '../view/range';
import type { EventName } from '../view/view';
import { api } from './client';
import { unwrap } from './problem';
import { loadSummary, type SummaryQuery } from './summary';
import type { Event, FilterParameters } from './types';
import { rememberEvents } from './labels';

/** All events of the organization, or the user's own. */
export type Scope = 'organization' | 'own';

/** Selects events. A later `requestedAt` asks for the same events again. */
export type EventQuery = { scope: Scope; filters: Filters; bounds: Bounds; requestedAt: number };

// Enough for the tallest screen, and fast to load.
const PAGE_ROWS = 100;

// How long results stay cached for Back.
const CACHE_MILLIS = 900_000;

function parametersOf({ scope, filters, bounds }: EventQuery) {
  return { ...filterParameters(filters, scope === 'own'), ...bounds };
}

/** Keeps results while newer ones load, but only for the same filters. Rows of other filters would be wrong. */
function keepForSame({ scope, filters }: EventQuery) {
  const same = JSON.stringify([scope, filters]);
  return <T>(data: T | undefined, query: Pick<Query, 'queryKey'> | undefined) => {
    const before = query?.queryKey[1] as EventQuery | undefined;
    return before && JSON.stringify([before.scope, before.filters]) === same ? data : undefined;
  };
}

type EventParameters = FilterParameters & Bounds & { order?: 'asc' | 'desc'; limit?: number; cursor?: string };

/** Reads one page of events. */
export async function getEvents(scope: Scope, parameters: EventParameters, signal: AbortSignal) {
  const params = { query: parameters };
  if (scope === 'own') return unwrap(await api.GET('/v1/me/events', { params, signal }));
  return unwrap(await api.GET('/v1/events', { params, signal }));
}

/** Loads events, page by page. */
export function useEvents(events: EventQuery, order: 'asc' | 'desc', enabled = true) {
  return useInfiniteQuery({
    queryKey: ['events', events, order],
    enabled,
    initialPageParam: null as string | null,
    queryFn: async ({ pageParam, signal }) => {
      const page = { order, limit: PAGE_ROWS, ...(pageParam !== null && { cursor: pageParam }) };
      const body = await getEvents(events.scope, { ...parametersOf(events), ...page }, signal);
      rememberEvents(body.events);
      return body;
    },
    getNextPageParam: (page) => page.next_cursor ?? null,
    placeholderData: keepForSame(events),
    gcTime: CACHE_MILLIS,
  });
}

/** The API's maximum page size. */
export const MAX_EVENTS = 1000;

/** Loads the oldest events of a query, at most `MAX_EVENTS`. */
export function useFirstEvents(query: EventQuery, enabled = true) {
  return useQuery({
    queryKey: ['events', query, 'first'],
    enabled,
    queryFn: async ({ signal }) => {
      const { events, next_cursor: next } = await getEvents(query.scope, { ...parametersOf(query), order: 'asc', limit: MAX_EVENTS }, signal);
      rememberEvents(events);
      return { events, isComplete: next == null };
    },
  });
}

/** Counts the events of a query over time, and by the values of facets, in one request. */
export function useEventSummary(events: EventQuery, options: Pick<SummaryQuery, 'bucket' | 'zone' | 'facets' | 'compare'>) {
  return useQuery({
    queryKey: ['event-summary', events, options],
    queryFn: ({ signal }) => loadSummary({ ...options, scope: events.scope, filters: events.filters, ...events.bounds }, signal),
    placeholderData: keepForSame(events),
    gcTime: CACHE_MILLIS,
  });
}

/** Loads one event, unless `loaded` is that event. */
export function useEvent(name: EventName, loaded: Event | undefined, scope: Scope) {
  return useQuery({
    queryKey: ['event', name],
    enabled: scope === 'organization' && !loaded,
    queryFn: async ({ signal }) =>
      unwrap(await api.GET('/v1/events/{source}/{id}', { params: { path: name }, signal })),
    ...(loaded && { initialData: loaded }),
  });
}
