import type { Histogram } from '../../api/events';
import { formatCount, formatTime } from '../../time/format';

/** Returns where a bucket begins and ends, in words. */
export function bucketSpan(histogram: Histogram, index: number, zone: string): string {
  const start = histogram.buckets[index]?.start ?? histogram.from;
  const end = histogram.buckets[index + 1]?.start ?? histogram.to;
  const [from, to] = [formatTime(start, zone), formatTime(end, zone)];
  // The day once, where it is the same.
  const day = from.slice(0, -8);
  return `${from} – ${to.startsWith(day) ? to.slice(day.length) : to}`;
}

/** Returns what a bucket holds, in words. */
export function bucketText(histogram: Histogram, index: number, zone: string): string {
  const bucket = histogram.buckets[index];
  if (!bucket) return 'nothing';
  const failed = bucket.failures > 0 ? `, ${formatCount(bucket.failures)} failed or blocked` : '';
  const events = `${formatCount(bucket.total)} ${bucket.total === 1 ? 'event' : 'events'}`;
  return `${bucketSpan(histogram, index, zone)}: ${events}${failed}`;
}
