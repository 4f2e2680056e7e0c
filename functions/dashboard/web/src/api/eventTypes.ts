import { useQuery } from '@tanstack/react-query';
import { api } from './client';
import { unwrap } from './problem';
import type { EventType } from './types';

/** The catalog of event types. It changes only with a release. */
export type Catalog = { types: readonly EventType[]; byId: ReadonlyMap<string, EventType> };

export function useCatalog() {
  return useQuery({
    queryKey: ['event-types'],
    queryFn: async ({ signal }): Promise<Catalog> => {
      const { event_types: types } = unwrap(await api.GET('/v1/event-types', { signal }));
      return { types, byId: new Map(types.map((type) => [type.id, type])) };
    },
  });
}

/** Returns the label of a type. Wildcards and unknown types have none and return their ID. */
export function typeLabel(catalog: Catalog | undefined, id: string): string {
  return catalog?.byId.get(id)?.label ?? id;
}
