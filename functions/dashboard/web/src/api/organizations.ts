import { useInfiniteQuery, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { api } from './client';
import { BY_CURSOR, cursorParameter } from './paging';
import { unwrap } from './problem';
import type { OrganizationRequest } from './types';

const KEY = ['organizations'];

/** Loads all organizations, ordered by ID. */
export function useOrganizations() {
  return useInfiniteQuery({
    ...BY_CURSOR,
    queryKey: KEY,
    queryFn: async ({ pageParam, signal }) =>
      unwrap(await api.GET('/v1/organizations', { params: { query: cursorParameter(pageParam) }, signal })),
  });
}

/** Loads one organization. */
export function useOrganization(id: string) {
  return useQuery({
    queryKey: [...KEY, id],
    // Another operator can change it.
    staleTime: 0,
    queryFn: async ({ signal }) => unwrap(await api.GET('/v1/organizations/{id}', { params: { path: { id } }, signal })),
  });
}

type Put = { id: string; organization: OrganizationRequest; isNew: boolean };

/** Creates or updates an organization. */
export function usePutOrganization() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: async ({ id, organization, isNew }: Put) => {
      // A new organization must not overwrite one. An update must be of the current version.
      const header = isNew ? { 'If-None-Match': '*' } : await currentVersion(id);
      return unwrap(await api.PUT('/v1/organizations/{id}', { params: { path: { id }, header }, body: organization }));
    },
    onSuccess: () => client.invalidateQueries({ queryKey: KEY }),
  });
}

async function currentVersion(id: string) {
  const result = await api.GET('/v1/organizations/{id}', { params: { path: { id } } });
  unwrap(result);
  const etag = result.response.headers.get('ETag');
  return etag === null ? {} : { 'If-Match': etag };
}
