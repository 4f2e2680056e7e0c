import { useCallback, useMemo } from 'react';
import { useLocation, useSearch } from 'wouter';
import type { PeopleQuery } from '../api/people';
import type { PeopleSort, SecondFactorState } from '../api/types';

/** What the URL of the list selects. */
export type PeopleView = { q: string; sort: PeopleSort; order: 'asc' | 'desc'; secondFactor: SecondFactorState | null };

export const SORTS = ['last_seen', 'name', 'sign_ins', 'failed_sign_ins', 'countries', 'items_read', 'findings'] as const satisfies readonly PeopleSort[];
export const SECOND_FACTORS = ['seen', 'removed', 'never', 'unknown'] as const satisfies readonly SecondFactorState[];

/** Returns the order that a reader expects first: names from A, numbers from the highest. */
export function firstOrder(sort: PeopleSort): 'asc' | 'desc' {
  return sort === 'name' ? 'asc' : 'desc';
}

/** Reads the view from the query of a URL. Ignores what is invalid. */
export function readPeopleView(query: URLSearchParams): PeopleView {
  const sort = SORTS.find((sort) => sort === query.get('sort')) ?? 'last_seen';
  const order = query.get('order');
  return {
    q: query.get('q') ?? '',
    sort,
    order: order === 'asc' || order === 'desc' ? order : firstOrder(sort),
    secondFactor: SECOND_FACTORS.find((state) => state === query.get('second_factor')) ?? null,
  };
}

/** Returns the URL of a view. What is as usual is left out. Keeps other parameters, such as the zone. */
export function peopleUrl({ q, sort, order, secondFactor }: PeopleView, rest = new URLSearchParams()): string {
  const query = new URLSearchParams(rest);
  const set = (name: string, value: string | null) => {
    if (value === null) query.delete(name);
    else query.set(name, value);
  };
  set('q', q === '' ? null : q);
  set('sort', sort === 'last_seen' ? null : sort);
  set('order', order === firstOrder(sort) ? null : order);
  set('second_factor', secondFactor);
  const text = query.toString();
  return text === '' ? '/people' : `/people?${text}`;
}

/** Returns the parameters of the API for a view. */
export function peopleQuery({ q, sort, order, secondFactor }: PeopleView): PeopleQuery {
  return {
    ...(q.trim() !== '' && { q: q.trim() }),
    sort,
    order,
    ...(secondFactor && { second_factor: [secondFactor] }),
  };
}

/** Returns the view in the URL, and a function that changes it. */
export function usePeopleView(): [PeopleView, (change: Partial<PeopleView>, replace?: boolean) => void] {
  const search = useSearch();
  const [, navigate] = useLocation();
  const view = useMemo(() => readPeopleView(new URLSearchParams(search)), [search]);
  const change = useCallback(
    (change: Partial<PeopleView>, replace = false) => {
      navigate(peopleUrl({ ...view, ...change }, new URLSearchParams(search)), { replace });
    },
    [view, search, navigate],
  );
  return [view, change];
}
