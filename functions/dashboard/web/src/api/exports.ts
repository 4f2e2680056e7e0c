import { useInfiniteQuery, useMutation, useQueryClient, type InfiniteData } from '@tanstack/react-query';
import { api } from './client';
import { DOWNLOADS } from './exportDownloads';
import { BY_CURSOR, cursorParameter } from './paging';
import { unwrap, unwrapEmpty } from './problem';
import type { Export, ExportFile, ExportRequest } from './types';

const KEY = ['exports'];
// Often enough for a moving row count.
const POLL_MILLIS = 1000;

/** Returns `true` if an export is waiting or running. */
export function isOpen({ status }: Export): boolean {
  return status === 'pending' || status === 'running';
}

/** Loads the exports, newest first. Polls while one is open. */
export function useExports(enabled = true) {
  return useInfiniteQuery({
    ...BY_CURSOR,
    queryKey: KEY,
    enabled,
    queryFn: async ({ pageParam, signal }) =>
      unwrap(await api.GET('/v1/exports', { params: { query: cursorParameter(pageParam) }, signal })),
    staleTime: 0,
    refetchInterval: ({ state }) => (exportsOf(state.data).some(isOpen) ? POLL_MILLIS : false),
  });
}

/** Returns the exports of all pages. */
export function exportsOf(data: InfiniteData<{ exports: Export[] }> | undefined): Export[] {
  return data?.pages.flatMap(({ exports }) => exports) ?? [];
}

export function useCreateExport() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: async (body: ExportRequest) => unwrap(await api.POST('/v1/exports', { body })),
    onSuccess: () => client.invalidateQueries({ queryKey: KEY }),
  });
}

/** Cancels an open export, or deletes the file of a finished one. */
export function useDeleteExport() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: async (id: string) => {
      unwrapEmpty(await api.DELETE('/v1/exports/{id}', { params: { path: { id } } }));
    },
    onSettled: () => client.invalidateQueries({ queryKey: KEY }),
  });
}

/** Downloads a file of an export. Each download gets a new link, because links expire after a minute. */
export function useDownloadExport(file: ExportFile = 'data') {
  const client = useQueryClient();
  return useMutation({
    mutationFn: async (id: string) => {
      const link = await api.POST('/v1/exports/{id}/links', { params: { path: { id } }, body: { file } });
      location.assign(unwrap(link).url);
    },
    // The link was recorded.
    onSuccess: () => client.invalidateQueries({ queryKey: [DOWNLOADS] }),
  });
}
