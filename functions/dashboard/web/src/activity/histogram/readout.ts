import type { Histogram } from '../../api/types';
import { formatBetween, formatCount } from '../../time/format';
import { edgeOf } from './buckets';

/** Returns the time of a bucket as text. */
export function bucketSpan(histogram: Histogram, index: number, zone: string): string {
  return formatBetween(edgeOf(histogram, index), edgeOf(histogram, index + 1), zone);
}

/** Returns the time and counts of a bucket as text. */
export function bucketText(histogram: Histogram, index: number, zone: string): string {
  const bucket = histogram.buckets[index];
  if (!bucket) return 'No data';
  const failed = bucket.failures > 0 ? `, ${formatCount(bucket.failures)} failed or blocked` : '';
  const events = `${formatCount(bucket.total)} ${bucket.total === 1 ? 'event' : 'events'}`;
  return `${bucketSpan(histogram, index, zone)}: ${events}${failed}`;
}
