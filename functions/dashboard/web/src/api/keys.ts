import { useInfiniteQuery, useMutation, useQueryClient } from '@tanstack/react-query';
import { api } from './client';
import { BY_CURSOR, cursorParameter } from './paging';
import { unwrap, unwrapEmpty } from './problem';
import type { KeyRequest } from './types';

const KEY = ['keys'];

/** Loads the product keys, newest first, including revoked ones. */
export function useKeys() {
  return useInfiniteQuery({
    ...BY_CURSOR,
    queryKey: KEY,
    queryFn: async ({ pageParam, signal }) =>
      unwrap(await api.GET('/v1/keys', { params: { query: cursorParameter(pageParam) }, signal })),
  });
}

export function useCreateKey() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: async (body: KeyRequest) => unwrap(await api.POST('/v1/keys', { body })),
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
