import type { Bar } from '../../charts/series';
import { formatCount, formatSpan, plural } from '../../time/format';

/** Returns the time and counts of a bar as text, and the count of the same part of the time before. */
export function barText(bar: Bar | undefined, before: Bar | undefined, zone: string): string {
  if (!bar) return 'No data';
  const failed = bar.failures > 0 ? `, ${formatCount(bar.failures)} failed or blocked` : '';
  const previous = before ? `, ${formatCount(before.total)} in the period before` : '';
  return `${formatSpan(bar.from, bar.to, zone)}: ${plural(bar.total, 'event')}${failed}${previous}`;
}
