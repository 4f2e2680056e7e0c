import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { api } from './client';
import { unwrap, unwrapEmpty } from './problem';
import type { SavedViewRequest } from './types';

const KEY = ['views'];

/** Loads the user's saved views, then those of the organization. */
export function useViews(enabled: boolean) {
  return useQuery({
    queryKey: KEY,
    enabled,
    queryFn: async ({ signal }) => unwrap(await api.GET('/v1/views', { signal })).views,
    // Others change those of the organization.
    staleTime: 60_000,
  });
}

function useChange<Input>(change: (input: Input) => Promise<void>) {
  const client = useQueryClient();
  return useMutation({ mutationFn: change, onSettled: () => client.invalidateQueries({ queryKey: KEY }) });
}

export function useCreateView() {
  return useChange(async (body: SavedViewRequest) => {
    unwrap(await api.POST('/v1/views', { body }));
  });
}

export function useUpdateView() {
  return useChange(async ({ id, body }: { id: string; body: SavedViewRequest }) => {
    unwrap(await api.PUT('/v1/views/{id}', { params: { path: { id } }, body }));
  });
}

export function useDeleteView() {
  return useChange(async (id: string) => {
    unwrapEmpty(await api.DELETE('/v1/views/{id}', { params: { path: { id } } }));
  });
}
