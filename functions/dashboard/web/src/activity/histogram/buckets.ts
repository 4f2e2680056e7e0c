import { LAST, type Range } from '../../view/range';

const MINUTE = 60;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
// Spans that people count in.
const STEPS = [
  1, 2, 5, 10, 15, 30,
  MINUTE, 2 * MINUTE, 5 * MINUTE, 10 * MINUTE, 15 * MINUTE, 30 * MINUTE,
  HOUR, 2 * HOUR, 3 * HOUR, 4 * HOUR, 6 * HOUR, 12 * HOUR,
  DAY, 2 * DAY, 7 * DAY, 14 * DAY, 30 * DAY, 90 * DAY,
];

/** Returns the seconds of a range; `keptDays` is how far back all goes. */
export function secondsOf(range: Range, keptDays: number): number {
  switch (range.kind) {
    case 'last':
      return LAST[range.last].millis / 1000;
    case 'all':
      return keptDays * DAY;
    case 'exact':
      return (Date.parse(range.to) - Date.parse(range.from)) / 1000;
  }
}

/** Returns how many buckets, of at most `most`, make each of them a span that people count in. */
export function bucketCount(seconds: number, most: number): number {
  const step = STEPS.find((step) => seconds / step <= most) ?? seconds / most;
  return Math.max(1, Math.min(most, Math.ceil(seconds / step)));
}
