import { queryOptions, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { api } from './client';
import { ApiError, unwrap } from './problem';
import type { Settings, SettingsChange } from './types';

/** The settings and their version. */
type VersionedSettings = { settings: Settings; etag: string | null };

const settingsQuery = queryOptions({
  queryKey: ['settings'],
  queryFn: async ({ signal }): Promise<VersionedSettings> => {
    const result = await api.GET('/v1/settings', { signal });
    return { settings: unwrap(result), etag: result.response.headers.get('ETag') };
  },
});

export function useSettings() {
  return useQuery(settingsQuery);
}

/** Changes settings. Fails if they were changed since they were loaded. */
export function useChangeSettings() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: async (body: SettingsChange): Promise<VersionedSettings> => {
      const { etag } = await client.query({ ...settingsQuery, staleTime: 'static' });
      const result = await api.PATCH('/v1/settings', {
        body,
        params: { header: etag === null ? {} : { 'If-Match': etag } },
        headers: { 'Content-Type': 'application/merge-patch+json' },
      });
      return { settings: unwrap(result), etag: result.response.headers.get('ETag') };
    },
    onSuccess: async (changed) => {
      client.setQueryData(settingsQuery.queryKey, changed);
      await Promise.all([
        client.invalidateQueries({ queryKey: ['me'] }),
        client.invalidateQueries({ queryKey: ['coverage'] }),
        // Settings decide which events and details are visible.
        client.resetQueries({ queryKey: ['events'] }),
        client.resetQueries({ queryKey: ['event'] }),
        client.resetQueries({ queryKey: ['findings'] }),
        client.resetQueries({ queryKey: ['my-findings'] }),
        client.resetQueries({ queryKey: ['summary'] }),
      ]);
    },
    onError: async (error) => {
      if (error instanceof ApiError && error.code === 'precondition_failed') {
        await client.invalidateQueries({ queryKey: settingsQuery.queryKey });
      }
    },
  });
}
