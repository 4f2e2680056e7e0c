import { useQuery } from '@tanstack/react-query';
import { api } from './client';
import { unwrap } from './problem';

/**
 * Loads which mail the user gets about findings. The service mails only to people who have opened the dashboard: this
 * request tells it the address and the role of the user.
 */
export function useNotifications(isIncluded: boolean) {
  return useQuery({
    queryKey: ['notifications'],
    queryFn: async ({ signal }) => unwrap(await api.GET('/v1/me/notifications', { signal })),
    enabled: isIncluded,
  });
}
