import { useQuery } from '@tanstack/react-query';
import { api } from './client';
import { unwrap } from './problem';

/** Time between two reads of the states, in milliseconds. None while the tab is hidden. */
const INTERVAL = 60_000;

/** Loads the streams of the organization, and again every minute. */
export function useStreams() {
  return useQuery({
    queryKey: ['streams'],
    queryFn: async ({ signal }) => unwrap(await api.GET('/v1/streams', { signal })),
    refetchInterval: INTERVAL,
  });
}
