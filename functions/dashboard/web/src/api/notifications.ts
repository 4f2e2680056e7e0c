import { queryOptions, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { api } from './client';
import { unwrap } from './problem';
import type { NotificationsRequest } from './types';

const notificationsQuery = queryOptions({
  queryKey: ['notifications'],
  queryFn: async ({ signal }) => unwrap(await api.GET('/v1/me/notifications', { signal })),
});

/**
 * Loads which mail the user gets about findings. The service mails only to people who have opened the dashboard: this
 * request tells it the address and the role of the user.
 */
export function useNotifications(isIncluded: boolean) {
  return useQuery({ ...notificationsQuery, enabled: isIncluded });
}

/** Changes which mail the user gets. */
export function useChangeNotifications() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: async (body: NotificationsRequest) => unwrap(await api.PUT('/v1/me/notifications', { body })),
    onSuccess: (changed) => {
      client.setQueryData(notificationsQuery.queryKey, changed);
    },
  });
}
