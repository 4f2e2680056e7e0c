import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { api } from './client';
import { CATALOG, CATALOG_OPTIONS } from './catalogQuery';
import { unwrap } from './problem';
import type { EventTypeRequest } from './types';

const KEY = [CATALOG, 'event-types'];

/** Loads every event type, in the order of the service. */
export function useEventTypes() {
  return useQuery({
    ...CATALOG_OPTIONS,
    queryKey: KEY,
    queryFn: async ({ signal }) => unwrap(await api.GET('/v1/event-types', { signal })).event_types,
  });
}

/** Registers an event type, or changes it. */
export function usePutEventType() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: async ({ id, body }: { id: string; body: EventTypeRequest }) =>
      unwrap(await api.PUT('/v1/event-types/{type}', { params: { path: { type: id } }, body })),
    onSuccess: () => client.invalidateQueries({ queryKey: KEY }),
  });
}
