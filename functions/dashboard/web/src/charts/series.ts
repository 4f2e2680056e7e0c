import { max } from 'd3-array';
import { formatBetween, formatCount, plural } from '../time/format';

/** Counts in buckets of time. Each bucket ends where the next one starts, and the last one at `to`. */
export type Series = {
  from: string;
  to: string;
  buckets: readonly { start: string; total: number; failures: number }[];
  complete: boolean;
  counted_from?: string | null;
};

/** One bucket, with its bounds in milliseconds. */
export type Bar = { from: number; to: number; total: number; failures: number };

/** Returns the buckets of a series with their bounds. */
export function barsOf({ buckets, to }: Pick<Series, 'buckets' | 'to'>): Bar[] {
  return buckets.map(({ start, total, failures }, index) => ({
    from: Date.parse(start),
    to: Date.parse(buckets[index + 1]?.start ?? to),
    total,
    failures,
  }));
}

/** Returns a bar as text: `25 Nov 00:00:00 – 26 Nov 00:00:00: 12 events, 3 failed or blocked`. */
export function barText({ from, to, total, failures }: Bar, zone: string): string {
  const failed = failures > 0 ? `, ${formatCount(failures)} failed or blocked` : '';
  return `${formatBetween(from, to, zone)}: ${plural(total, 'event')}${failed}`;
}

/** Returns what a chart shows, as text. */
export function seriesText(series: Series, zone: string): string {
  const bars = barsOf(series);
  const most = max(bars, ({ total }) => total) ?? 0;
  if (most === 0) return 'No events.';
  const highest = bars.find(({ total }) => total === most);
  const parts = [`${bars.length} bars.`, highest ? `Highest: ${barText(highest, zone)}.` : ''];
  if (!series.complete) parts.push('The earliest bars are not counted in full.');
  return parts.filter((part) => part !== '').join(' ');
}
