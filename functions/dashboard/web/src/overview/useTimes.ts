import { useEffect, useMemo, useState } from 'react';
import { plural } from '../time/format';
import { boundsOf, LAST, type Range } from '../view/range';

/** The times of a request. A later `requestedAt` asks again. */
export type Times = { from: string; to: string; requestedAt: number };

/** Time between two requests of live updates, in milliseconds. None while the tab is hidden. */
const INTERVAL = 60_000;

/**
 * Returns the range of the page, its times now, and its times when the user last asked for them. Live updates move
 * only the former: the latter is for requests that read a long time.
 */
export function useTimes(wanted: Range, zone: string, isLive: boolean) {
  // All time has no time before it.
  const range: Range = wanted.kind === 'all' ? { kind: 'last', last: '90d' } : wanted;
  const key = `${JSON.stringify(range)} ${zone}`;
  const [refreshes, setRefreshes] = useState(0);
  const { askedAt } = useMemo(() => ask(key, refreshes), [key, refreshes]);
  const [tick, setTick] = useState(0);
  useEffect(() => {
    if (!isLive) return;
    const timer = setInterval(() => {
      if (!document.hidden) setTick(Date.now());
    }, INTERVAL);
    return () => {
      clearInterval(timer);
    };
  }, [isLive]);
  const now = Math.max(askedAt, tick);
  return {
    range,
    current: timesAt(range, now, zone),
    anchored: timesAt(range, askedAt, zone),
    name: nameOfPrevious(range, now, zone),
    refresh: () => {
      setRefreshes(refreshes + 1);
    },
  };
}

/** Returns the time at which the user asked for a range. */
function ask(key: string, refreshes: number): { key: string; refreshes: number; askedAt: number } {
  return { key, refreshes, askedAt: Date.now() };
}

function timesAt(range: Range, now: number, zone: string): Times {
  const { from, to } = boundsOf(range, now, zone);
  const end = to ?? new Date(now).toISOString();
  return { from: from ?? end, to: end, requestedAt: now };
}

/** Returns the time before a range, in words: `the 7 days before`. */
export function nameOfPrevious(range: Range, now: number, zone: string): string {
  if (range.kind === 'last') {
    const last = LAST[range.last];
    if ('millis' in last) return `the ${last.label.replace(/^Last /, '')} before`;
  }
  const { from, to } = timesAt(range, now, zone);
  const millis = Date.parse(to) - Date.parse(from);
  const [unit, word] = UNITS.find(([unit]) => millis >= 2 * unit) ?? [1000, 'second'];
  return `the ${plural(Math.round(millis / unit), word)} before`;
}

const UNITS = [
  [86_400_000, 'day'],
  [3_600_000, 'hour'],
  [60_000, 'minute'],
] as const;

