import { queryOptions, useQuery, useSuspenseQuery } from '@tanstack/react-query';
import { api } from './client';
import { unwrap } from './problem';
import type { Me } from './types';

const meQuery = queryOptions({
  queryKey: ['me'],
  queryFn: async ({ signal }) => unwrap(await api.GET('/v1/me', { signal })),
});

/** Loads the user, and the plan and settings of their organization. */
export function useMeQuery() {
  return useQuery(meQuery);
}

/** Returns the user, on pages that are shown only after they are loaded. */
export function useMe(): Me {
  return useSuspenseQuery(meQuery).data;
}

/** Returns `true` if a user can read all events of the organization. */
export function readsEverything({ role }: Me): boolean {
  return role === 'owner' || role === 'admin' || role === 'auditor';
}

/** Returns `true` if a user can change settings. */
export function changesSettings({ role }: Me): boolean {
  return role === 'owner' || role === 'admin';
}
