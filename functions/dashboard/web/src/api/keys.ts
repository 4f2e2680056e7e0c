import { useInfiniteQuery, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { api } from './client';
import { BY_CURSOR, cursorParameter } from './paging';
import { isTransient, unwrap, unwrapEmpty } from './problem';
import type { KeyRequest } from './types';

const KEY = ['keys'];
// A person waits for their first event.
const WAIT_MILLIS = 2000;
const RETRY_MILLIS = 10_000;

/** Loads the product keys, newest first, including revoked ones. */
export function useKeys() {
  return useInfiniteQuery({
    ...BY_CURSOR,
    queryKey: KEY,
    queryFn: async ({ pageParam, signal }) =>
      unwrap(await api.GET('/v1/keys', { params: { query: cursorParameter(pageParam) }, signal })),
  });
}

/** Loads a product key, again and again until its first event is recorded. Pauses while the page is hidden. */
export function useKeyUntilFirstEvent(id: string) {
  return useQuery({
    queryKey: [...KEY, id],
    staleTime: 0,
    retry: false,
    queryFn: async ({ signal }) => unwrap(await api.GET('/v1/keys/{id}', { params: { path: { id } }, signal })),
    refetchInterval: ({ state: { data, error } }) => {
      if (data?.first_event_at != null || data?.revoked_at != null) return false;
      if (error) return isTransient(error) ? RETRY_MILLIS : false;
      return WAIT_MILLIS;
    },
  });
}

export function useCreateKey() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: async (body: KeyRequest) => unwrap(await api.POST('/v1/keys', { body })),
    // The response has the secret.
    gcTime: 0,
    onSuccess: () => client.invalidateQueries({ queryKey: KEY }),
  });
}

export function useRevokeKey() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: async (id: string) => {
      unwrapEmpty(await api.DELETE('/v1/keys/{id}', { params: { path: { id } } }));
    },
    onSuccess: () => client.invalidateQueries({ queryKey: KEY }),
  });
}
