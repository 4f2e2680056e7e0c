import { useInfiniteQuery, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { api } from './client';
import { BY_CURSOR, cursorParameter } from './paging';
import { unwrap, unwrapEmpty } from './problem';
import { STREAMS, WATCHED_INTERVAL } from './streams';
import type { StreamPatch, StreamRequest } from './types';

const at = (id: string) => ({ params: { path: { id } } });

/** Loads one stream, again and again. */
export function useStream(id: string) {
  return useQuery({
    queryKey: [STREAMS, id],
    queryFn: async ({ signal }) => unwrap(await api.GET('/v1/streams/{id}', { ...at(id), signal })),
    refetchInterval: ({ state }) => (state.data ? WATCHED_INTERVAL : false),
    staleTime: 0,
  });
}

/** Loads the last attempts of a stream, newest first, again and again. */
export function useStreamAttempts(id: string) {
  return useQuery({
    queryKey: [STREAMS, id, 'attempts'],
    queryFn: async ({ signal }) => unwrap(await api.GET('/v1/streams/{id}/attempts', { ...at(id), signal })).attempts,
    refetchInterval: ({ state }) => (state.data ? WATCHED_INTERVAL : false),
    staleTime: 0,
  });
}

/** Loads the dead letters of a stream, page by page. Another count loads them again. */
export function useDeadLetters(id: string, count: number) {
  return useInfiniteQuery({
    ...BY_CURSOR,
    queryKey: [STREAMS, id, 'dead-letters', count],
    enabled: count > 0,
    queryFn: async ({ pageParam, signal }) =>
      unwrap(await api.GET('/v1/streams/{id}/dead-letters', { params: { path: { id }, query: cursorParameter(pageParam) }, signal })),
  });
}

/** A request that changes streams. They load again afterwards, also if it failed: its answer can be lost. */
function useStreamMutation<Variables, Data>(mutationFn: (variables: Variables) => Promise<Data>) {
  const client = useQueryClient();
  return useMutation({ mutationFn, onSettled: () => client.invalidateQueries({ queryKey: [STREAMS] }) });
}

export function useCreateStream() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: async (body: StreamRequest) => unwrap(await api.POST('/v1/streams', { body })),
    // The response has the secret.
    gcTime: 0,
    onSuccess: () => client.invalidateQueries({ queryKey: [STREAMS] }),
  });
}

export function useRotateSecret(id: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: async () => unwrap(await api.POST('/v1/streams/{id}/rotate-secret', at(id))),
    gcTime: 0,
    onSuccess: () => client.invalidateQueries({ queryKey: [STREAMS] }),
  });
}

export function useChangeStream(id: string) {
  return useStreamMutation(async (body: StreamPatch) =>
    unwrap(await api.PATCH('/v1/streams/{id}', { ...at(id), body, headers: { 'Content-Type': 'application/merge-patch+json' } })),
  );
}

/** Asks the destination whether it wants the events. A destination of kind `email` also needs the code of its mail. */
export function useVerifyStream(id: string) {
  return useStreamMutation(async (code: string | null) =>
    unwrap(await api.POST('/v1/streams/{id}/verify', { ...at(id), ...(code !== null && { body: { code } }) })),
  );
}

export function useTestStream(id: string) {
  return useStreamMutation(async () => unwrap(await api.POST('/v1/streams/{id}/test', at(id))));
}

export function usePauseStream(id: string) {
  return useStreamMutation(async () => unwrap(await api.POST('/v1/streams/{id}/pause', at(id))));
}

export function useResumeStream(id: string) {
  return useStreamMutation(async () => unwrap(await api.POST('/v1/streams/{id}/resume', at(id))));
}

/** Continues from `beginning`, a time of recording, or the sequence of an event. */
export function useReplayStream(id: string) {
  return useStreamMutation(async (from: string) => unwrap(await api.POST('/v1/streams/{id}/replay', { ...at(id), body: { from } })));
}

export function useRedriveDeadLetters(id: string) {
  return useStreamMutation(async () => unwrap(await api.POST('/v1/streams/{id}/dead-letters/redrive', at(id))));
}

export function useDeleteStream(id: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: async () => {
      unwrapEmpty(await api.DELETE('/v1/streams/{id}', at(id)));
    },
    onSuccess: async () => {
      // Its page is still open: a read of the deleted stream would be an error.
      client.removeQueries({ queryKey: [STREAMS, id] });
      await client.invalidateQueries({ queryKey: [STREAMS], exact: true });
    },
  });
}
