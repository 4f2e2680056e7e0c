import { useQueries } from '@tanstack/react-query';
import { api } from './client';
import { cursorParameter } from './paging';
import { unwrap } from './problem';

/** Requests per source. Each searches a bounded number of events. */
const MAX_REQUESTS = 5;

/** Loads the newest event of each source. Its time is `null` if none was found. */
export function useNewestEvents(sources: readonly string[], requestedAt: number) {
  return useQueries({
    queries: sources.map((source) => ({
      queryKey: ['newest-event', source, requestedAt],
      queryFn: async ({ signal }: { signal: AbortSignal }) => newestEvent(source, signal),
    })),
  });
}

async function newestEvent(source: string, signal: AbortSignal) {
  let cursor: string | null = null;
  for (let request = 0; request < MAX_REQUESTS; request += 1) {
    const query = { source: [source], limit: 1, order: 'desc' as const, ...cursorParameter(cursor) };
    const page: { events: { occurred_at: string }[]; next_cursor?: string | null } = unwrap(await api.GET('/v1/events', { params: { query }, signal }));
    const [event] = page.events;
    if (event) return { occurredAt: event.occurred_at, searchedAll: true };
    cursor = page.next_cursor ?? null;
    if (cursor === null) return { occurredAt: null, searchedAll: true };
  }
  return { occurredAt: null, searchedAll: false };
}
