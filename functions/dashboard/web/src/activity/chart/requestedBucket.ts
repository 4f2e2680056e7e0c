import type { BucketChoice } from '../../view/view';

// The API's limit, minus two partial buckets at the ends.
const MAX_BUCKETS = 998;
const HOUR = 3_600_000;
// Shorter ranges have smaller buckets than hours.
const HOURS_FROM = 48 * HOUR;

/** Returns `true` if a range is short enough for bars of a size. */
export function canSelect(choice: BucketChoice, millis: number): boolean {
  if (choice === 'auto') return true;
  return millis / (choice === 'hour' ? HOUR : 24 * HOUR) <= MAX_BUCKETS;
}

/**
 * Returns the bucket to request for a range. For `auto`, hours if there are not too many: the chart joins them into
 * wider bars, and still knows the busiest hour. `null` is a range without a start.
 */
export function requestedBucket(choice: BucketChoice, millis: number | null): BucketChoice {
  if (millis === null) return choice === 'hour' ? 'auto' : choice;
  if (choice === 'auto' && millis > HOURS_FROM && canSelect('hour', millis)) return 'hour';
  return canSelect(choice, millis) ? choice : 'auto';
}
