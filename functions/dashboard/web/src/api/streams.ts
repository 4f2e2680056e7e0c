import { useQuery } from '@tanstack/react-query';
import { api } from './client';
import { unwrap } from './problem';

/** The first part of the keys of queries for streams. */
export const STREAMS = 'streams';
/** Time between two reads of the states, in milliseconds. None while the tab is hidden. */
const INTERVAL = 60_000;
/** The same on the pages of streams. */
export const WATCHED_INTERVAL = 5000;

/** Loads the streams of the organization, again and again. */
export function useStreams(isWatched = false) {
  return useQuery({
    queryKey: [STREAMS],
    queryFn: async ({ signal }) => unwrap(await api.GET('/v1/streams', { signal })).streams,
    refetchInterval: isWatched ? WATCHED_INTERVAL : INTERVAL,
    staleTime: isWatched ? 0 : INTERVAL,
  });
}
