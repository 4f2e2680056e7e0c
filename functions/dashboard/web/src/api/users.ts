import { keepPreviousData, useQuery } from '@tanstack/react-query';
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

const known = new Map<string, NamedUser>();

/** Remembers names of users, so that a filter by their ID can show them. */
export function rememberUsers(users: Iterable<NamedUser>): void {
  for (const user of users) if (user.name ?? user.email) known.set(user.id, user);
}

/** Returns the name of a user. Falls back to the email, then to the ID. */
export function userLabel(id: string): string {
  const user = known.get(id);
  return user?.name ?? user?.email ?? id;
}

/** Loads names for IDs that no loaded event has, for example from a shared URL. */
export function useUserNames(ids: readonly string[]): void {
  // An email address is its own label.
  const hasUnknown = ids.some((id) => !known.has(id) && !id.includes('@'));
  useQuery({
    queryKey: ['user-names'],
    enabled: hasUnknown,
    queryFn: async ({ signal }) => {
      const { users } = unwrap(await api.GET('/v1/users', { params: { query: { limit: MAX_PAGE } }, signal }));
      rememberUsers(users);
      return users.length;
    },
  });
}
