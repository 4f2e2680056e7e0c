import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { api } from './client';
import { unwrap } from './problem';
import type { components } from './schema';

export type User = components['schemas']['UserBody'];

const LIMIT = 8;

/** People whose name or e-mail address contains a text. */
export function useUserSearch(text: string, enabled: boolean) {
  const q = text.trim();
  return useQuery({
    queryKey: ['users', q],
    enabled,
    queryFn: async ({ signal }) => {
      const query = { limit: LIMIT, ...(q !== '' && { q }) };
      return unwrap(await api.GET('/v1/users', { params: { query }, signal })).users;
    },
    placeholderData: keepPreviousData,
    // New people turn up as they act.
    staleTime: 60_000,
  });
}
