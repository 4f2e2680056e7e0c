import { keepPreviousData, useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { api } from './client';
import { BY_CURSOR, cursorParameter } from './paging';
import { unwrap } from './problem';
import type { People, PeopleSort, Person, SecondFactor } from './types';
import { rememberUsers } from './users';

/** Selects people. */
export type PeopleQuery = { q?: string; sort?: PeopleSort; order?: 'asc' | 'desc'; second_factor?: SecondFactor };

// Until docs/openapi.json has people.
type Get<T> = (path: string, init: object) => Promise<{ data?: T; error?: unknown; response: Response }>;

const KEY = 'people';
const PAGE_ROWS = 50;
// The API's maximum page size.
const MAX_PAGE = 100;

async function loadPage(query: PeopleQuery, limit: number, cursor: string | null, signal?: AbortSignal): Promise<People> {
  const params = { query: { ...query, limit, ...cursorParameter(cursor) } };
  const page = unwrap(await (api.GET as unknown as Get<People>)('/v1/people', { params, ...(signal && { signal }) }));
  rememberUsers(page.people);
  return page;
}

/** Loads people, page by page. Keeps them while the same search loads in another order. */
export function usePeople(query: PeopleQuery) {
  return useInfiniteQuery({
    ...BY_CURSOR,
    queryKey: [KEY, 'list', query],
    queryFn: ({ pageParam, signal }) => loadPage(query, PAGE_ROWS, pageParam, signal),
    placeholderData: keepPreviousData,
    staleTime: 60_000,
  });
}

/** Loads the number of people without a sign of a second factor. */
export function useNeverSeenWithSecondFactor() {
  return useQuery({
    queryKey: [KEY, 'never'],
    queryFn: ({ signal }) => loadPage({ second_factor: 'never' }, 1, null, signal),
    staleTime: 60_000,
  });
}

/** Loads every matching person, for a file. Calls `onProgress` with the number of loaded ones. */
export async function loadAllPeople(query: PeopleQuery, onProgress: (count: number, total: number) => void): Promise<Person[]> {
  const people: Person[] = [];
  let cursor: string | null = null;
  do {
    const page: People = await loadPage(query, MAX_PAGE, cursor);
    people.push(...page.people);
    onProgress(people.length, page.total);
    cursor = page.next_cursor ?? null;
  } while (cursor !== null);
  return people;
}

/** Loads a person with what is usual for them. */
export function usePerson(id: string) {
  return useQuery({
    queryKey: [KEY, 'one', id],
    queryFn: async ({ signal }) => {
      const person = unwrap(await (api.GET as unknown as Get<Person>)('/v1/people/{id}', { params: { path: { id } }, signal }));
      rememberUsers([person]);
      return person;
    },
    staleTime: 60_000,
  });
}
