import { useQuery } from '@tanstack/react-query';
import { useSummary } from '../api/summary';
import { getEvents } from '../api/events';
import type { FacetName } from '../api/types';

const DAY = 86_400_000;

/** Counts the user’s own events of some types in the days before a time. */
export function useOwnSummary(now: number, [first, last]: [first: number, last: number], zone: string, type: string[], facets: FacetName[] = [], enabled = true) {
  const from = new Date(now - first * DAY).toISOString();
  const to = new Date(now - last * DAY).toISOString();
  return useSummary({ scope: 'own', from, to, zone, bucket: 'day', filters: { type }, facets }, enabled);
}

/** Loads the latest of the user’s own events of some types. */
export function useOwnEvents(type: readonly string[], limit: number) {
  return useQuery({
    queryKey: ['events', 'own', type, limit],
    enabled: type.length > 0,
    queryFn: async ({ signal }) => (await getEvents('own', { type: [...type], limit, order: 'desc' }, signal)).events,
    staleTime: 0,
  });
}
