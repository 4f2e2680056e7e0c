import { bisector, greatest } from 'd3-array';
import type { Summary } from '../../api/types';
import { barsOf, type Bar, type Series } from '../../charts/series';
import { toLocalTime } from '../../time/zone';
import type { BucketChoice } from '../../view/view';

type Size = Summary['bucket'];

const SIZE_NAMES: Record<Size, string> = {
  minute: 'minute',
  five_minutes: '5 minutes',
  quarter_hour: '15 minutes',
  hour: 'hour',
  six_hours: '6 hours',
  day: 'day',
  week: 'week',
};

/** Returns the name of a bucket size, to follow "Busiest" or "per". */
export function sizeName(size: Size): string {
  return SIZE_NAMES[size];
}

export const BUCKET_CHOICES = [
  ['auto', 'Auto'],
  ['hour', 'Hours'],
  ['day', 'Days'],
] as const satisfies readonly (readonly [BucketChoice, string])[];

// Divisors of a day, so that bars start at midnight.
const HOURS_PER_BAR = [1, 2, 3, 4, 6, 8, 12, 24];
const MIN_BAR_WIDTH = 5;

/** Returns how many hours to join into one bar, so that bars are wide enough to see and to click. */
export function hoursPerBar(count: number, width: number): number {
  return HOURS_PER_BAR.find((hours) => (count / hours) * MIN_BAR_WIDTH <= width) ?? 24;
}

/** Joins buckets of an hour into bars of several hours of local time. */
export function joinHours<T extends Series>(series: T, hours: number, zone: string): T {
  if (hours <= 1) return series;
  const joined: { key: string; start: string; total: number; failures: number }[] = [];
  for (const { start, total, failures } of series.buckets) {
    const { month, day, hour } = toLocalTime(Date.parse(start), zone);
    const key = `${month} ${day} ${Math.floor(hour / hours)}`;
    const last = joined.at(-1);
    if (last?.key === key) {
      last.total += total;
      last.failures += failures;
    } else joined.push({ key, start, total, failures });
  }
  return { ...series, buckets: joined };
}

const byEnd = bisector<Bar, number>(({ to }) => to);

/** Returns the index of the bar that contains a time. The last one contains every later time. */
export function barAt(bars: readonly Bar[], time: number): number {
  return Math.max(0, Math.min(bars.length - 1, byEnd.right(bars, time)));
}

/** Returns the bucket with the most events, the latest if there are several. `null` if none stands out. */
export function busiestBar(series: Series): Bar | null {
  const bars = barsOf(series);
  const most = greatest(bars, (a, b) => a.total - b.total || a.from - b.from);
  return most && most.total > 0 && bars.length > 1 ? most : null;
}

/** Returns a round number of at least `most`, so that the axis does not move with every event. */
export function axisTop(most: number): number {
  if (most <= 5) return 5;
  const power = 10 ** Math.floor(Math.log10(most));
  const step = [1, 1.5, 2, 3, 4, 5, 6, 8, 10].find((step) => step * power >= most) ?? 10;
  return step * power;
}
