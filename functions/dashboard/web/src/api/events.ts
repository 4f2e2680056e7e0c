import { useInfiniteQuery, useQuery, type Query } from '@tanstack/react-query';
import type { Bounds } from '../view/range';
import type { BucketChoice, EventName, Filters } from '../view/view';
import { api } from './client';
import { rememberPeople } from './people';
import { unwrap } from './problem';
import type { Event } from './types';

/** Everybody's events of the organization, or one's own. */
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

// How long an answer is kept for the way back to it.
const KEPT_MILLIS = 900_000;

/** Keeps an answer while a newer one loads, if both are for the same filters. Rows of other filters would be wrong. */
function keepForSame({ whose, filters }: Question) {
  const same = JSON.stringify([whose, filters]);
  return <T>(data: T | undefined, query: Pick<Query, 'queryKey'> | undefined) => {
    const before = query?.queryKey[1] as Question | undefined;
    return before && JSON.stringify([before.whose, before.filters]) === same ? data : undefined;
  };
}

/** The rows, page after page. */
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
    placeholderData: keepForSame(question),
    gcTime: KEPT_MILLIS,
  });
}

/** The counts over time, by the hours or days of `time_zone`. */
export function useHistogram(question: Question, bucket: BucketChoice, time_zone: string) {
  return useQuery({
    queryKey: ['histogram', question, bucket, time_zone],
    queryFn: async ({ signal }) => {
      const query = { ...parameters(question), bucket, time_zone };
      if (question.whose === 'own') {
        return unwrap(await api.GET('/v1/me/events/histogram', { params: { query }, signal }));
      }
      const everybodys = { ...userParameter(question), ...query };
      return unwrap(await api.GET('/v1/events/histogram', { params: { query: everybodys }, signal }));
    },
    placeholderData: keepForSame(question),
    gcTime: KEPT_MILLIS,
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
