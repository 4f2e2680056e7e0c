import { useQuery } from '@tanstack/react-query';
import type { Bounds } from '../view/range';
import { api } from './client';
import { unwrap } from './problem';
import type { Summary } from './types';

/** How many other people used an address. `isExact` is `false` if there may be more. */
export type Others = { count: number; isExact: boolean };

/** Counts the people who used an address in a time range, without one of them. */
export function useAddressPeople(ip: string, actorId: string, bounds: Bounds) {
  return useQuery({
    queryKey: ['address-people', ip, bounds],
    queryFn: async ({ signal }) => {
      const query = { ip: [ip], ...bounds, facets: ['user' as const] };
      return unwrap(await api.GET('/v1/events/summary', { params: { query }, signal }));
    },
    select: (summary) => othersOf(summary, actorId),
    staleTime: 60_000,
  });
}

/** Returns the number of people in a summary with the facet `user`, without `actorId`. */
export function othersOf({ facets, complete }: Pick<Summary, 'facets' | 'complete'>, actorId: string): Others {
  const { distinct = 0, values = [] } = facets?.user ?? {};
  const isListed = values.some(({ value }) => value === actorId);
  // The summary lists only the most frequent people: the one may be among the others.
  const isKnown = isListed || values.length === distinct;
  return { count: isListed || !isKnown ? distinct - 1 : distinct, isExact: complete && isKnown };
}
