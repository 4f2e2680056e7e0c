import { useInfiniteQuery, useMutation, useQueryClient } from '@tanstack/react-query';
import { api } from './client';
import { unwrap } from './problem';
import type { OrganizationRequest } from './types';

const KEY = ['organizations'];

/** Every organization, by its id. */
export function useOrganizations() {
  return useInfiniteQuery({
    queryKey: KEY,
    initialPageParam: null as string | null,
    queryFn: async ({ pageParam, signal }) => {
      const query = pageParam === null ? {} : { cursor: pageParam };
      return unwrap(await api.GET('/v1/organizations', { params: { query }, signal }));
    },
    getNextPageParam: (page) => page.next_cursor ?? null,
  });
}

type Put = { id: string; organization: OrganizationRequest; isNew: boolean };

/** Creates an organization, or writes the one that is there. */
export function usePutOrganization() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: async ({ id, organization, isNew }: Put) => {
      // A new one must not write over one that is there; another must still be what was looked at.
      const header = isNew ? { 'If-None-Match': '*' } : await versionOf(id);
      return unwrap(await api.PUT('/v1/organizations/{id}', { params: { path: { id }, header }, body: organization }));
    },
    onSuccess: () => client.invalidateQueries({ queryKey: KEY }),
  });
}

async function versionOf(id: string) {
  const result = await api.GET('/v1/organizations/{id}', { params: { path: { id } } });
  unwrap(result);
  const etag = result.response.headers.get('ETag');
  return etag === null ? {} : { 'If-Match': etag };
}
