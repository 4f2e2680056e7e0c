import { keepPreviousData, useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { api } from './client';
import { BY_CURSOR, cursorParameter } from './paging';
import { unwrap } from './problem';
import type { Period } from './types';

// The API's maximum page size.
const MAX_PAGE = 100;
// Pages to read for the chart. They hold a thousand changes.
const CHART_PAGES = 10;

async function loadPage(cursor: string | null, signal: AbortSignal) {
  const query = { limit: MAX_PAGE, ...cursorParameter(cursor) };
  return unwrap(await api.GET('/v1/settings/coverage', { params: { query }, signal }));
}

/** Periods of coverage, newest first. `isTruncated` if there are older ones. */
export type Coverage = { periods: Period[]; isTruncated: boolean };

/** Loads the coverage for a query of events. It loads again with the events, because settings can change in between. */
export function useCoverage(requestedAt: number) {
  return useQuery({
    queryKey: ['coverage', requestedAt],
    placeholderData: keepPreviousData,
    queryFn: async ({ signal }): Promise<Coverage> => {
      const periods: Period[] = [];
      let cursor: string | null = null;
      for (let read = 0; read < CHART_PAGES; read += 1) {
        const page: Awaited<ReturnType<typeof loadPage>> = await loadPage(cursor, signal);
        periods.push(...page.periods);
        cursor = page.next_cursor ?? null;
        if (cursor === null) return { periods, isTruncated: false };
      }
      return { periods, isTruncated: true };
    },
  });
}

/** Loads the periods of coverage, newest first, page by page. */
export function useCoverageHistory() {
  return useInfiniteQuery({
    ...BY_CURSOR,
    queryKey: ['coverage', 'history'],
    queryFn: ({ pageParam, signal }) => loadPage(pageParam, signal),
  });
}
