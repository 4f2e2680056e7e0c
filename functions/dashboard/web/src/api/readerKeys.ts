import { useInfiniteQuery, useMutation, useQueryClient } from '@tanstack/react-query';
import { api } from './client';
import { BY_CURSOR, cursorParameter } from './paging';
import { unwrap, unwrapEmpty } from './problem';

const KEY = ['reader-keys'];

/** Loads the reader keys of the organization, newest first, including revoked ones. */
export function useReaderKeys() {
  return useInfiniteQuery({
    ...BY_CURSOR,
    queryKey: KEY,
    queryFn: async ({ pageParam, signal }) =>
      unwrap(await api.GET('/v1/reader-keys', { params: { query: cursorParameter(pageParam) }, signal })),
  });
}

export function useCreateReaderKey() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: async (name: string) => unwrap(await api.POST('/v1/reader-keys', { body: { name } })),
    onSuccess: () => client.invalidateQueries({ queryKey: KEY }),
  });
}

export function useRevokeReaderKey() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: async (id: string) => {
      unwrapEmpty(await api.DELETE('/v1/reader-keys/{id}', { params: { path: { id } } }));
    },
    onSuccess: () => client.invalidateQueries({ queryKey: KEY }),
  });
}
