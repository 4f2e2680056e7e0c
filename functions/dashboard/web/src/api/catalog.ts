import { useQueryClient } from '@tanstack/react-query';
import { useCallback, useMemo } from 'react';
import { CATALOG } from './catalogQuery';
import { useEventTypes } from './eventTypes';
import { useSources } from './sources';
import type { EventType, Source } from './types';

/** The sources and event types: the built-in ones and those that operators registered. */
export type Catalog = {
  sources: readonly Source[];
  sourceById: ReadonlyMap<string, Source>;
  types: readonly EventType[];
  typeById: ReadonlyMap<string, EventType>;
};

const byId = <Entry extends { id: string }>(entries: readonly Entry[]) => new Map(entries.map((entry) => [entry.id, entry]));

export function catalogOf(sources: readonly Source[], types: readonly EventType[]): Catalog {
  return { sources, sourceById: byId(sources), types, typeById: byId(types) };
}

/** Loads the sources and event types, for labels and choices. Without one of them, the other still has its labels. */
export function useCatalog() {
  const client = useQueryClient();
  const sources = useSources();
  const types = useEventTypes();
  const data = useMemo(
    () => (sources.data || types.data ? catalogOf(sources.data ?? [], types.data ?? []) : undefined),
    [sources.data, types.data],
  );
  /** Loads again what is old or failed. */
  const refresh = useCallback(() => void client.refetchQueries({ queryKey: [CATALOG], stale: true }), [client]);
  return {
    data,
    error: sources.error ?? types.error,
    isPending: sources.isPending || types.isPending,
    refresh,
  };
}

/** Returns the label of a type. Wildcards and types that the catalog does not have return their ID. */
export function typeLabel(catalog: Catalog | undefined, id: string): string {
  return catalog?.typeById.get(id)?.label ?? id;
}

/** Returns the label of a source, or its ID if the catalog does not have it. */
export function sourceLabel(catalog: Catalog | undefined, id: string): string {
  return catalog?.sourceById.get(id)?.label ?? id;
}
