import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { api } from './client';
import { unwrap } from './problem';
import type { components } from './schema';

export type Period = components['schemas']['PeriodBody'];

// The most that one page holds.
const LIMIT = 100;

async function page(cursor: string | null, signal: AbortSignal) {
  const query = { limit: LIMIT, ...(cursor !== null && { cursor }) };
  return unwrap(await api.GET('/v1/settings/coverage', { params: { query }, signal }));
}

/** When events were collected and when not, newest first: the latest hundred changes. */
export function useCoverage(enabled: boolean) {
  return useQuery({
    queryKey: ['coverage'],
    enabled,
    queryFn: async ({ signal }) => (await page(null, signal)).periods,
  });
}

/** The same, page after page back to the beginning. */
export function useCoverageHistory() {
  return useInfiniteQuery({
    queryKey: ['coverage', 'history'],
    initialPageParam: null as string | null,
    queryFn: ({ pageParam, signal }) => page(pageParam, signal),
    getNextPageParam: (page) => page.next_cursor ?? null,
  });
}
