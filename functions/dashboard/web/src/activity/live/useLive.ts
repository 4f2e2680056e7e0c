import { useEffect, useEffectEvent, useMemo, useReducer, useState } from 'react';
import { useEvents, type EventQuery } from '../../api/events';
import { readFeed, type FeedPage } from '../../api/feed';
import { useOnline } from '../../api/online';
import type { Event } from '../../api/types';
import { arrive, baseOf, NO_ARRIVALS, showWaiting, unmark, type Arrivals, type Base } from './arrivals';
import { afterError, afterPage, startPoll, wake, type Poll } from './poll';
import { useVisible } from './visibility';

type Live = { poll: Poll; arrivals: Arrivals; isPaused: boolean };

type Action =
  | { kind: 'page'; page: FeedPage; base: Base; isHeld: boolean; now: number }
  | { kind: 'error'; error: unknown; now: number; random: number }
  | { kind: 'wake'; now: number }
  | { kind: 'resume'; isHeld: boolean }
  | { kind: 'pause' | 'show' | 'unmark' };

// Long enough to see which rows are new.
const FRESH_MILLIS = 4000;
const TICK_MILLIS = 1000;
const NO_EVENTS: readonly Event[] = [];

function reduce(live: Live, action: Action): Live {
  const { poll, arrivals } = live;
  switch (action.kind) {
    case 'page': {
      const { page, base, isHeld, now } = action;
      const next = arrive(arrivals, page.events, page.unreadable, base, live.isPaused || isHeld);
      return { ...live, poll: afterPage(poll, page, now), arrivals: next };
    }
    case 'error':
      return { ...live, poll: afterError(poll, action.error, action.now, action.random) };
    case 'wake':
      return { ...live, poll: wake(poll, action.now) };
    case 'pause':
      return { ...live, isPaused: true };
    case 'resume':
      return { ...live, isPaused: false, arrivals: action.isHeld ? arrivals : showWaiting(arrivals) };
    case 'show':
      return { ...live, arrivals: showWaiting(arrivals) };
    case 'unmark':
      return { ...live, arrivals: unmark(arrivals) };
  }
}

/**
 * Reads the feed while the tab is visible. `isReading` returns `true` while the user reads rows that must not move.
 */
export function useLive(query: EventQuery, isReading: () => boolean) {
  const [startedAt] = useState(() => Date.now());
  const [live, dispatch] = useReducer(reduce, startedAt, (now) => ({ poll: startPoll(now), arrivals: NO_ARRIVALS, isPaused: false }));
  const { poll, arrivals, isPaused } = live;
  // The rows load after the position in the feed is known, and without an end: every event is in one of the two.
  const { from } = query.bounds;
  const bounds = from === undefined ? {} : { from };
  const rows = useEvents({ ...query, bounds, requestedAt: startedAt }, 'desc', poll.cursor !== null);
  const loaded = rows.data?.pages[0]?.events;
  const base = useMemo(() => baseOf(loaded ?? NO_EVENTS), [loaded]);

  const isVisible = useVisible();
  const isOnline = useOnline();
  useEffect(() => {
    if (isVisible && isOnline) dispatch({ kind: 'wake', now: Date.now() });
  }, [isVisible, isOnline]);

  const isRunning = isVisible && poll.nextAt !== Infinity && (poll.cursor === null || loaded !== undefined);
  const read = useEffectEvent(async (cursor: string | null, signal: AbortSignal) => {
    try {
      const page = await readFeed(query.filters, cursor, signal);
      if (!signal.aborted) dispatch({ kind: 'page', page, base, isHeld: isReading(), now: Date.now() });
    } catch (error) {
      if (!signal.aborted) dispatch({ kind: 'error', error, now: Date.now(), random: Math.random() });
    }
  });
  useEffect(() => {
    if (!isRunning) return;
    const abort = new AbortController();
    const timer = setTimeout(() => void read(poll.cursor, abort.signal), Math.max(0, poll.nextAt - Date.now()));
    return () => {
      clearTimeout(timer);
      abort.abort();
    };
  }, [isRunning, poll]);

  const onTick = useEffectEvent(() => {
    if (!isReading()) dispatch({ kind: 'show' });
  });
  const waits = arrivals.waitingCount > 0 && !isPaused;
  useEffect(() => {
    if (!waits) return;
    const timer = setInterval(onTick, TICK_MILLIS);
    return () => {
      clearInterval(timer);
    };
  }, [waits]);

  const { fresh } = arrivals;
  useEffect(() => {
    if (fresh.size === 0) return;
    const timer = setTimeout(() => { dispatch({ kind: 'unmark' }); }, FRESH_MILLIS);
    return () => {
      clearTimeout(timer);
    };
  }, [fresh]);

  return {
    ...live,
    rows,
    loaded,
    onPause: () => { dispatch(isPaused ? { kind: 'resume', isHeld: isReading() } : { kind: 'pause' }); },
    onShow: () => { dispatch({ kind: 'show' }); },
    onRetry: () => { dispatch({ kind: 'wake', now: Date.now() }); },
  };
}
