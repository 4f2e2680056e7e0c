/** Ranges that end now. */
export const LAST = {
  '1h': { label: 'Last hour', millis: 3_600_000 },
  '24h': { label: 'Last 24 hours', millis: 86_400_000 },
  '7d': { label: 'Last 7 days', millis: 7 * 86_400_000 },
  '30d': { label: 'Last 30 days', millis: 30 * 86_400_000 },
  '90d': { label: 'Last 90 days', millis: 90 * 86_400_000 },
} as const;

export type Last = keyof typeof LAST;

/** A range of time: one that ends now, all time, or one between two times. The end is exclusive. */
export type Range =
  | { kind: 'last'; last: Last }
  | { kind: 'all' }
  | { kind: 'exact'; from: string; to: string };

export const DEFAULT_RANGE: Range = { kind: 'last', last: '7d' };

export function isLast(text: string): text is Last {
  return Object.hasOwn(LAST, text);
}

/** The bounds of a range, as the API accepts them. */
export type Bounds = { from?: string; to?: string };

/**
 * Returns the bounds of `range` at the time `now`. They exclude later events, so that rows, counts and
 * exports cover the same events.
 */
export function boundsOf(range: Range, now: number): Bounds {
  switch (range.kind) {
    case 'exact':
      return { from: range.from, to: range.to };
    case 'all':
      return { to: new Date(now).toISOString() };
    case 'last':
      return {
        from: new Date(now - LAST[range.last].millis).toISOString(),
        to: new Date(now).toISOString(),
      };
  }
}

/** Returns the range between two times, at least one second long. */
export function exactRange(from: number, to: number): Range {
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
