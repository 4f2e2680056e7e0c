import { useInfiniteQuery, useQuery, type Query } from '@tanstack/react-query';
import { api } from './client';
import { BY_CURSOR, cursorParameter } from './paging';
import { unwrap } from './problem';
import type { PeopleSort, Person, SecondFactorState } from './types';
import { rememberUsers } from './users';

/** Selects people. */
export type PeopleQuery = { q?: string; sort?: PeopleSort; order?: 'asc' | 'desc'; second_factor?: SecondFactorState[] };

const KEY = 'people';
const PAGE_ROWS = 50;
// The API's maximum page size.
const MAX_PAGE = 100;
// The counts move with the clock.
const STALE_MILLIS = 60_000;

async function loadPage(query: PeopleQuery, limit: number, cursor: string | null, signal: AbortSignal) {
  const params = { query: { ...query, limit, ...cursorParameter(cursor) } };
  const page = unwrap(await api.GET('/v1/people', { params, signal }));
  rememberUsers(page.people);
  return page;
}

/** Loads people, page by page. Keeps them while the same people load in another order. */
export function usePeople(query: PeopleQuery) {
  const same = ({ q, second_factor }: PeopleQuery) => JSON.stringify([q, second_factor]);
  return useInfiniteQuery({
    ...BY_CURSOR,
    queryKey: [KEY, 'list', query],
    queryFn: ({ pageParam, signal }) => loadPage(query, PAGE_ROWS, pageParam, signal),
    placeholderData: <T>(data: T | undefined, before: Pick<Query, 'queryKey'> | undefined) =>
      before && same(before.queryKey[2] as PeopleQuery) === same(query) ? data : undefined,
    staleTime: STALE_MILLIS,
  });
}

/** Loads the number of people with one state of the second factor. In the order of names, no events of others are counted. */
export function useSecondFactorCount(state: SecondFactorState) {
  return useQuery({
    queryKey: [KEY, 'count', state],
    queryFn: ({ signal }) => loadPage({ second_factor: [state], sort: 'name' }, 1, null, signal),
    staleTime: STALE_MILLIS,
  });
}

/** All matching people, and whether their numbers are complete. */
export type AllPeople = { people: Person[]; complete: boolean };

/** Loads every matching person, for a file. Calls `onProgress` with the number of those that are loaded. */
export async function loadAllPeople(query: PeopleQuery, signal: AbortSignal, onProgress: (count: number, total: number) => void): Promise<AllPeople> {
  const people: Person[] = [];
  let complete = true;
  let cursor: string | null = null;
  do {
    const page: Awaited<ReturnType<typeof loadPage>> = await loadPage(query, MAX_PAGE, cursor, signal);
    people.push(...page.people);
    complete &&= page.complete;
    onProgress(people.length, page.total);
    cursor = page.next_cursor ?? null;
  } while (cursor !== null);
  return { people, complete };
}

/** Loads a person with what is usual for them. */
export function usePerson(id: string) {
  return useQuery({
    queryKey: [KEY, 'one', id],
    queryFn: async ({ signal }) => {
      const person = unwrap(await api.GET('/v1/people/{id}', { params: { path: { id } }, signal }));
      rememberUsers([person]);
      return person;
    },
    staleTime: STALE_MILLIS,
  });
}
