import { useQueries } from '@tanstack/react-query';
import type { Facet } from '../view/filters';
import { rememberedLabel } from '../view/valueLabels';
import { getEvents, type Scope } from './events';
import { rememberEvents } from './labels';
import { useUserNames } from './users';

/** Loads names of filters that no loaded event has, for example from a shared URL. */
export function useFacetNames(facets: readonly Facet[], scope: Scope): void {
  const idsOf = (name: Facet['by']) => facets.filter(({ by }) => by === name).map(({ value }) => value);
  useUserNames(scope === 'organization' ? idsOf('user') : []);
  const unknown = facets.filter(({ by, value }) => isId(by, value) && rememberedLabel(by, value) === undefined);
  useQueries({
    queries: unknown.map(({ by, value }) => ({
      queryKey: ['name', scope, by, value],
      queryFn: async ({ signal }: { signal: AbortSignal }) => {
        const { events } = await getEvents(scope, { [by]: [value], limit: 1 }, signal);
        rememberEvents(events);
        return events.length;
      },
    })),
  });
}

/** Returns `true` if a value is an ID, which has a name. Other values are texts. */
function isId(by: Facet['by'], value: string): boolean {
  if (by === 'isp') return /^AS\d+$/i.test(value);
  return by === 'target' && value.includes(':');
}
