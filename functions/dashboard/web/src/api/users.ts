import { keepPreviousData, useQueries, useQuery } from '@tanstack/react-query';
import { rememberedLabel, rememberLabel, useValueLabels } from '../view/valueLabels';
import { api } from './client';
import { unwrap } from './problem';
import type { User } from './types';

const SUGGESTIONS = 8;
/** Requests per search. They cover about 80,000 users. */
const MAX_REQUESTS = 10;
/** The API's maximum page size. */
const MAX_PAGE = 100;

/** Finds users whose ID, name or email contains every word of `text`. */
export function useUserSearch(text: string, enabled: boolean) {
  const q = text.trim();
  return useQuery({
    queryKey: ['users', q],
    enabled,
    queryFn: async ({ signal }) => {
      const found: User[] = [];
      let cursor: string | undefined;
      // One request searches part of a large directory. Continue until there are enough suggestions.
      for (let request = 0; request < MAX_REQUESTS && found.length < SUGGESTIONS; request += 1) {
        const query = { limit: SUGGESTIONS - found.length, ...(q !== '' && { q }), ...(cursor !== undefined && { cursor }) };
        const { users, next_cursor: next } = unwrap(await api.GET('/v1/users', { params: { query }, signal }));
        found.push(...users);
        if (next == null) break;
        cursor = next;
      }
      return found;
    },
    placeholderData: keepPreviousData,
    // New users appear as they act.
    staleTime: 60_000,
  });
}

type NamedUser = { id: string; name?: string | null; email?: string | null };

/** Remembers names of users, so that a filter by their ID can show them. */
export function rememberUsers(users: Iterable<NamedUser>): void {
  for (const { id, name, email } of users) if (name ?? email) rememberLabel('user', id, name ?? email ?? id);
}

/** Returns the name of a user. Falls back to the email, then to the ID. */
export function userLabel(id: string): string {
  return rememberedLabel('user', id) ?? id;
}

/** Loads names for IDs that no loaded event has, for example from a shared URL. */
export function useUserNames(ids: readonly string[]): void {
  useValueLabels();
  // An email address is its own label.
  const unknown = ids.filter((id) => rememberedLabel('user', id) === undefined && !id.includes('@'));
  useQueries({
    queries: unknown.map((id) => ({
      queryKey: ['user-name', id],
      queryFn: async ({ signal }: { signal: AbortSignal }) => {
        const { users } = unwrap(await api.GET('/v1/users', { params: { query: { q: id, limit: MAX_PAGE } }, signal }));
        rememberUsers(users);
        return users.length;
      },
    })),
  });
}
