import { useInfiniteQuery, useMutation, useQueryClient } from '@tanstack/react-query';
import { api } from './client';
import { unwrap } from './problem';
import type { KeyRequest } from './types';

const KEY = ['keys'];

/** The product keys, newest first, revoked ones too. */
export function useKeys() {
  return useInfiniteQuery({
    queryKey: KEY,
    initialPageParam: null as string | null,
    queryFn: async ({ pageParam, signal }) => {
      const query = pageParam === null ? {} : { cursor: pageParam };
      return unwrap(await api.GET('/v1/keys', { params: { query }, signal }));
    },
    getNextPageParam: (page) => page.next_cursor ?? null,
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
      const { error, response } = await api.DELETE('/v1/keys/{id}', { params: { path: { id } } });
      if (!response.ok) unwrap({ error, response });
    },
    onSuccess: () => client.invalidateQueries({ queryKey: KEY }),
  });
}
