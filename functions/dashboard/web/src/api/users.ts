import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { api } from './client';
import { unwrap } from './problem';
import type { User } from './types';

const LIMIT = 8;
/** Requests of one search: some 80,000 people. */
const PAGES = 10;

/** People whose id, name or e-mail address contains each word of a text. */
export function useUserSearch(text: string, enabled: boolean) {
  const q = text.trim();
  return useQuery({
    queryKey: ['users', q],
    enabled,
    queryFn: async ({ signal }) => {
      const found: User[] = [];
      let cursor: string | undefined;
      // One request reads a part of a large directory: go on until there is enough to choose from.
      for (let page = 0; page < PAGES && found.length < LIMIT; page += 1) {
        const query = { limit: LIMIT - found.length, ...(q !== '' && { q }), ...(cursor !== undefined && { cursor }) };
        const { users, next_cursor: next } = unwrap(await api.GET('/v1/users', { params: { query }, signal }));
        found.push(...users);
        if (next == null) break;
        cursor = next;
      }
      return found;
    },
    placeholderData: keepPreviousData,
    // New people turn up as they act.
    staleTime: 60_000,
  });
}
