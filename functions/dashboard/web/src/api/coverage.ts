import { keepPreviousData, useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { api } from './client';
import { unwrap } from './problem';
import type { Period } from './types';

// The most that one page holds.
const LIMIT = 100;

async function page(cursor: string | null, signal: AbortSignal) {
  const query = { limit: LIMIT, ...(cursor !== null && { cursor }) };
  return unwrap(await api.GET('/v1/settings/coverage', { params: { query }, signal }));
}

// Pages to read for the chart: a thousand changes.
const PAGES = 10;

/** Periods of coverage, newest first, and whether older ones were left out. */
export type Coverage = { periods: Period[]; isCut: boolean };

/**
 * When events were collected and when not, newest first, as of a look at the events: the monitor may be
 * switched off by somebody else meanwhile.
 */
export function useCoverage(askedAt: number) {
  return useQuery({
    queryKey: ['coverage', askedAt],
    placeholderData: keepPreviousData,
    queryFn: async ({ signal }): Promise<Coverage> => {
      const periods: Period[] = [];
      let cursor: string | null = null;
      for (let read = 0; read < PAGES; read += 1) {
        const body: Awaited<ReturnType<typeof page>> = await page(cursor, signal);
        periods.push(...body.periods);
        cursor = body.next_cursor ?? null;
        if (cursor === null) return { periods, isCut: false };
      }
      return { periods, isCut: true };
    },
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
