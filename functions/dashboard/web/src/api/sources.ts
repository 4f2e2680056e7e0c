import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { api } from './client';
import { CATALOG, CATALOG_OPTIONS } from './catalogQuery';
import { unwrap } from './problem';
import type { SourceRequest } from './types';

const KEY = [CATALOG, 'sources'];

/** Loads every source, in the order of the service. */
export function useSources() {
  return useQuery({
    ...CATALOG_OPTIONS,
    queryKey: KEY,
    queryFn: async ({ signal }) => unwrap(await api.GET('/v1/sources', { signal })).sources,
  });
}

/** Registers a source, or changes its label. */
export function usePutSource() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: async ({ id, body }: { id: string; body: SourceRequest }) =>
      unwrap(await api.PUT('/v1/sources/{source}', { params: { path: { source: id } }, body })),
    onSuccess: () => client.invalidateQueries({ queryKey: KEY }),
  });
}
