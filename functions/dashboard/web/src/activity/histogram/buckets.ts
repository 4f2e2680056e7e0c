import type { Summary } from '../../api/types';
import type { BucketChoice } from '../../view/view';

type Size = Summary['bucket'];

const SIZE_NAMES: Record<Size, string> = {
  minute: '1 minute',
  five_minutes: '5 minutes',
  quarter_hour: '15 minutes',
  hour: '1 hour',
  six_hours: '6 hours',
  day: '1 day',
  week: '1 week',
};

/** Returns the label of a bucket size. */
export function sizeName(size: Size): string {
  return SIZE_NAMES[size];
}

export const BUCKET_CHOICES = [
  ['auto', 'Auto'],
  ['hour', 'Hours'],
  ['day', 'Days'],
] as const satisfies readonly (readonly [BucketChoice, string])[];

// The API's limit, minus two partial buckets at the ends.
const MAX_BUCKETS = 998;
const HOUR = 3_600_000;

/** Returns `true` if a range is short enough for bars of a size. */
export function canSelect(choice: BucketChoice, millis: number): boolean {
  if (choice === 'auto') return true;
  return millis / (choice === 'hour' ? HOUR : 24 * HOUR) <= MAX_BUCKETS;
}

/** Returns the start of a bucket. The index after the last returns the end of the range. */
export function edgeOf({ buckets, to }: Summary, index: number): number {
  return Date.parse(buckets[index]?.start ?? to);
}

/** Returns the index of the bucket that contains a time. */
export function bucketAt(histogram: Summary, time: number): number {
  let [low, high] = [0, histogram.buckets.length - 1];
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if (edgeOf(histogram, middle) <= time) low = middle;
    else high = middle - 1;
  }
  return low;
}

/** Returns a round number of at least `most`, so that the axis does not move with every event. */
export function axisTop(most: number): number {
  if (most <= 5) return 5;
  const power = 10 ** Math.floor(Math.log10(most));
  const step = [1, 1.5, 2, 3, 4, 5, 6, 8, 10].find((step) => step * power >= most) ?? 10;
  return step * power;
}
