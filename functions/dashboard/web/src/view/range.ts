import { fromLocalTime, toLocalTime } from '../time/zone';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

/** Ranges of a fixed length that end now. */
const LENGTHS = {
  '1h': { label: 'Last hour', millis: HOUR },
  '24h': { label: 'Last 24 hours', millis: DAY },
  '48h': { label: 'Last 48 hours', millis: 2 * DAY },
  '7d': { label: 'Last 7 days', millis: 7 * DAY },
  '30d': { label: 'Last 30 days', millis: 30 * DAY },
  '90d': { label: 'Last 90 days', millis: 90 * DAY },
} as const;

/** Weeks and months of the calendar. Weeks start on Monday. `ago` counts them back from the current one. */
const PERIODS = {
  this_week: { label: 'This week', unit: 'week', ago: 0 },
  last_week: { label: 'Last week', unit: 'week', ago: 1 },
  this_month: { label: 'This month', unit: 'month', ago: 0 },
  last_month: { label: 'Last month', unit: 'month', ago: 1 },
} as const;

/** Ranges that move with the clock. */
export const LAST = { ...LENGTHS, ...PERIODS } as const;

export type Last = keyof typeof LAST;

/** A range of time: one that moves with the clock, all time, or one between two times. The end is exclusive. */
export type Range =
  | { kind: 'last'; last: Last }
  | { kind: 'all' }
  | { kind: 'exact'; from: string; to: string };

/** A range between two times. */
export type ExactRange = Extract<Range, { kind: 'exact' }>;

export const DEFAULT_RANGE: Range = { kind: 'last', last: '7d' };

export function isLast(text: string): text is Last {
  return Object.hasOwn(LAST, text);
}

/** Returns `true` if a range ends now, so that new events belong to it. */
export function endsNow(range: Range): boolean {
  switch (range.kind) {
    case 'exact':
      return false;
    case 'all':
      return true;
    case 'last': {
      const last = LAST[range.last];
      return !('ago' in last) || last.ago === 0;
    }
  }
}

/** The bounds of a range, as the API accepts them. */
export type Bounds = { from?: string; to?: string };

/**
 * Returns the bounds of `range` at the time `now`. They exclude later events, so that rows, counts and
 * exports cover the same events. `zone` is an IANA name: days of the calendar start there.
 */
export function boundsOf(range: Range, now: number, zone: string): Bounds {
  switch (range.kind) {
    case 'exact':
      return { from: range.from, to: range.to };
    case 'all':
      return { to: new Date(now).toISOString() };
    case 'last': {
      const last = LAST[range.last];
      const [from, to] = 'unit' in last ? periodOf(last, now, zone) : [now - last.millis, now];
      return { from: new Date(from).toISOString(), to: new Date(Math.max(to, from + 1000)).toISOString() };
    }
  }
}

function periodOf({ unit, ago }: { unit: 'week' | 'month'; ago: number }, now: number, zone: string): [number, number] {
  const { year, month, day } = toLocalTime(now, zone);
  const weekday = (new Date(Date.UTC(year, month - 1, day)).getUTCDay() + 6) % 7;
  const start = (ago: number) => {
    const at = unit === 'week' ? Date.UTC(year, month - 1, day - weekday - 7 * ago) : Date.UTC(year, month - 1 - ago, 1);
    return fromLocalTime(toLocalTime(at, 'UTC'), zone);
  };
  return [start(ago), ago === 0 ? now : start(ago - 1)];
}

/** Returns the range with exact times: the same events for everyone, at any time. All time has no start. */
export function fixedRange(range: Range, bounds: Bounds): Range {
  return bounds.from !== undefined && bounds.to !== undefined ? { kind: 'exact', from: bounds.from, to: bounds.to } : range;
}

/** Returns the range between two times, at least one second long. */
export function exactRange(from: number, to: number): ExactRange {
  const [first, last] = from <= to ? [from, to] : [to, from];
  return {
    kind: 'exact',
    from: new Date(first).toISOString(),
    to: new Date(Math.max(last, first + 1000)).toISOString(),
  };
}

/** Returns the 15 minutes before and after a time. */
export function around(time: string): Range {
  const millis = Date.parse(time);
  return exactRange(millis - 900_000, millis + 900_000);
}
