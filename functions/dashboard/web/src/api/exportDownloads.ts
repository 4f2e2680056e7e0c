import { useQuery } from '@tanstack/react-query';
import { api } from './client';
import { cursorParameter } from './paging';
import { unwrap } from './problem';
import type { Event } from './types';

/** The first part of the keys of queries for downloads. */
export const DOWNLOADS = 'export-downloads';

/** The type of the event that each link to a file records. */
export const DOWNLOADED = 'monitor.export.downloaded';

/** Requests per export. Each searches a bounded number of events. */
const MAX_REQUESTS = 5;
const MAX_EVENTS = 100;

/** The recorded downloads of an export, newest first. `isWhole` is `false` if there may be older ones. */
export type Downloads = { events: Event[]; isWhole: boolean };

/** Loads who downloaded an export: the events of its links since it was requested. */
export function useExportDownloads({ id, created_at: from }: { id: string; created_at: string }, enabled: boolean) {
  return useQuery({
    queryKey: [DOWNLOADS, id],
    enabled,
    staleTime: 0,
    queryFn: async ({ signal }): Promise<Downloads> => {
      const events: Event[] = [];
      let cursor: string | null = null;
      for (let request = 0; request < MAX_REQUESTS; request += 1) {
        const query = { type: [DOWNLOADED], target: [`export:${id}`], from, limit: MAX_EVENTS, ...cursorParameter(cursor) };
        const page: { events: Event[]; next_cursor?: string | null } = unwrap(await api.GET('/v1/events', { params: { query }, signal }));
        events.push(...page.events);
        cursor = page.next_cursor ?? null;
        if (cursor === null) return { events, isWhole: true };
      }
      return { events, isWhole: false };
    },
  });
}
