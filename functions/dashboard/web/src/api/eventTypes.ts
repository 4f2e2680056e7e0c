import { useQuery } from '@tanstack/react-query';
import { api } from './client';
import { unwrap } from './problem';
import type { EventType } from './types';

/** The catalogue, and its lines by id. It changes with a release only. */
export type Catalogue = { types: readonly EventType[]; byId: ReadonlyMap<string, EventType> };

export function useCatalogue() {
  return useQuery({
    queryKey: ['event-types'],
    queryFn: async ({ signal }): Promise<Catalogue> => {
      const { event_types: types } = unwrap(await api.GET('/v1/event-types', { signal }));
      return { types, byId: new Map(types.map((type) => [type.id, type])) };
    },
  });
}

/** Returns what people call a type; a wildcard is its own name. */
export function typeLabel(catalogue: Catalogue | undefined, id: string): string {
  return catalogue?.byId.get(id)?.label ?? id;
}
