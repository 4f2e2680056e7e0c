import { useMemo, useState } from 'react';
import type { EventQuery, Scope } from '../api/events';
import { resolveZone } from '../time/zone';
import { isBackNavigation } from '../view/backNavigation';
import { filtersOf } from '../view/filters';
import { boundsOf } from '../view/range';
import type { View } from '../view/view';

/**
 * Returns the query of a view. "Now" is the time of the last refresh, change of range or switch of live updates, so
 * that rows and counts that load one after the other cover the same time.
 */
export function useEventQuery(scope: Scope, view: View): { query: EventQuery; refresh: () => void } {
  const key = `${scope} ${JSON.stringify(view.range)}${view.live ? ' live' : ''}`;
  const [refreshes, setRefreshes] = useState(0);
  const { requestedAt } = useMemo(() => requestTime(key, refreshes), [key, refreshes]);
  const query = useMemo(
    (): EventQuery => ({ scope, filters: filtersOf(view), bounds: boundsOf(view.range, requestedAt, resolveZone(view.zone)), requestedAt }),
    [scope, view, requestedAt],
  );
  return {
    query,
    refresh: () => {
      times.clear();
      setRefreshes(refreshes + 1);
    },
  };
}

const times = new Map<string, number>();

/** Returns a new time for each range and refresh. Back returns the earlier time, whose rows are cached. */
function requestTime(key: string, refreshes: number): { refreshes: number; requestedAt: number } {
  const before = times.get(key);
  const requestedAt = before !== undefined && isBackNavigation() ? before : Date.now();
  times.set(key, requestedAt);
  return { refreshes, requestedAt };
}
