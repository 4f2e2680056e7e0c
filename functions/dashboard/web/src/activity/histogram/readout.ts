import type { Summary } from '../../api/types';
import { formatBetween, formatCount, plural } from '../../time/format';
import { edgeOf } from './buckets';

/** Returns the time and counts of a bucket as text. */
export function bucketText(histogram: Summary, index: number, zone: string): string {
  const bucket = histogram.buckets[index];
  if (!bucket) return 'No data';
  const failed = bucket.failures > 0 ? `, ${formatCount(bucket.failures)} failed or blocked` : '';
  const time = formatBetween(edgeOf(histogram, index), edgeOf(histogram, index + 1), zone);
  return `${time}: ${plural(bucket.total, 'event')}${failed}`;
}
