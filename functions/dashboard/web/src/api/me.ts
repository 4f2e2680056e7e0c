import { queryOptions, useQuery, useSuspenseQuery } from '@tanstack/react-query';
import { api } from './client';
import { unwrap } from './problem';
import type { Me } from './types';

const meQuery = queryOptions({
  queryKey: ['me'],
  queryFn: async ({ signal }) => unwrap(await api.GET('/v1/me', { signal })),
});

/** Who is signed in, and what their organization has and chose. */
export function useMeQuery() {
  return useQuery(meQuery);
}

/** The same, on pages that are shown only once it is known. */
export function useMe(): Me {
  return useSuspenseQuery(meQuery).data;
}

/** Tells whether a person reads everybody's events. */
export function readsEverything({ role }: Me): boolean {
  return role === 'owner' || role === 'admin' || role === 'auditor';
}

/** Tells whether a person changes settings. */
export function changesSettings({ role }: Me): boolean {
  return role === 'owner' || role === 'admin';
}
