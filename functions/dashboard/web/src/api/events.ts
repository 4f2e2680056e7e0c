import { keepPreviousData, useInfiniteQuery, useQuery } from '@tanstack/react-query';
import type { Bounds } from '../view/range';
import type { EventName, Filters } from '../view/view';
import { api } from './client';
import { rememberPeople } from './people';
import { unwrap } from './problem';
import type { components } from './schema';

export type Event = components['schemas']['EventBody'];
export type Histogram = components['schemas']['HistogramBody'];

/** Everybody's events of the organisation, or one's own. */
export type Whose = 'everybody' | 'own';

/** What is asked for. `askedAt` makes the same question asked again another one. */
export type Question = { whose: Whose; filters: Filters; bounds: Bounds; askedAt: number };

// Enough for the tallest screen, and an answer in well under a second.
const PAGE_ROWS = 100;

function parameters({ filters, bounds }: Question) {
  const { types, sources, outcomes, ip } = filters;
  return {
    ...(types.length > 0 && { type: [...types] }),
    ...(sources.length > 0 && { source: [...sources] }),
    ...(outcomes.length > 0 && { outcome: [...outcomes] }),
    ...(ip !== null && { ip }),
    ...bounds,
  };
}

function userParameter({ filters: { users } }: Question) {
  return users.length > 0 ? { user: [...users] } : {};
}

/** The rows, page after page. While others are asked for, those from before stay. */
export function useEvents(question: Question, order: 'asc' | 'desc') {
  return useInfiniteQuery({
    queryKey: ['events', question, order],
    initialPageParam: null as string | null,
    queryFn: async ({ pageParam, signal }) => {
      const page = { order, limit: PAGE_ROWS, ...(pageParam !== null && { cursor: pageParam }) };
      if (question.whose === 'own') {
        const query = { ...parameters(question), ...page };
        return unwrap(await api.GET('/v1/me/events', { params: { query }, signal }));
      }
      const query = { ...userParameter(question), ...parameters(question), ...page };
      const body = unwrap(await api.GET('/v1/events', { params: { query }, signal }));
      rememberPeople(body.events.map(({ actor }) => actor));
      return body;
    },
    getNextPageParam: (page) => page.next_cursor ?? null,
    placeholderData: keepPreviousData,
  });
}

/** The counts over time. */
export function useHistogram(question: Question, buckets: number) {
  return useQuery({
    queryKey: ['histogram', question, buckets],
    queryFn: async ({ signal }) => {
      if (question.whose === 'own') {
        const query = { ...parameters(question), buckets };
        return unwrap(await api.GET('/v1/me/events/histogram', { params: { query }, signal }));
      }
      const query = { ...userParameter(question), ...parameters(question), buckets };
      return unwrap(await api.GET('/v1/events/histogram', { params: { query }, signal }));
    },
    placeholderData: keepPreviousData,
  });
}

/** One event by its name. Asked for where `loaded` is not it already. */
export function useEvent(name: EventName, loaded: Event | undefined, whose: Whose) {
  return useQuery({
    queryKey: ['event', name],
    enabled: whose === 'everybody' && !loaded,
    queryFn: async ({ signal }) =>
      unwrap(await api.GET('/v1/events/{source}/{id}', { params: { path: name }, signal })),
    ...(loaded && { initialData: loaded }),
  });
}
