import { useInfiniteQuery, useMutation, useQueryClient, type InfiniteData } from '@tanstack/react-query';
import { api } from './client';
import { unwrap } from './problem';
import type { Export, ExportFile, ExportRequest } from './types';

type ExportsPage = { exports: Export[] };

const KEY = ['exports'];
// Often enough for a row count that moves.
const POLL_MILLIS = 1000;

/** Tells whether an export waits or is being written. */
export function isOpen({ status }: Export): boolean {
  return status === 'pending' || status === 'running';
}

/** The exports, newest first. While one is open they are polled. */
export function useExports(enabled = true) {
  return useInfiniteQuery({
    queryKey: KEY,
    enabled,
    initialPageParam: null as string | null,
    queryFn: async ({ pageParam, signal }) => {
      const query = pageParam === null ? {} : { cursor: pageParam };
      return unwrap(await api.GET('/v1/exports', { params: { query }, signal }));
    },
    getNextPageParam: (page) => page.next_cursor ?? null,
    staleTime: 0,
    refetchInterval: ({ state }) => (exportsOf(state.data).some(isOpen) ? POLL_MILLIS : false),
  });
}

/** Returns the exports of all pages. */
export function exportsOf(data: InfiniteData<ExportsPage> | undefined): Export[] {
  return data?.pages.flatMap(({ exports }) => exports) ?? [];
}

/** Asks for an export. */
export function useCreateExport() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: async (body: ExportRequest) => unwrap(await api.POST('/v1/exports', { body })),
    onSuccess: () => client.invalidateQueries({ queryKey: KEY }),
  });
}

/** Cancels an export, or removes its file. */
export function useDeleteExport() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: async (id: string) => {
      const { error, response } = await api.DELETE('/v1/exports/{id}', { params: { path: { id } } });
      if (!response.ok) unwrap({ error, response });
    },
    onSettled: () => client.invalidateQueries({ queryKey: KEY }),
  });
}

/** Downloads an export. The link is issued at this moment, as it works for one minute only. */
export function useDownloadExport(file: ExportFile = 'data') {
  return useMutation({
    mutationFn: async (id: string) => {
      const link = await api.POST('/v1/exports/{id}/links', { params: { path: { id } }, body: { file } });
      location.assign(unwrap(link).url);
    },
  });
}
