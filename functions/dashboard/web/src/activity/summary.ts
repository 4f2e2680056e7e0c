import { missingText, type Bands } from '../charts/coverageText';
import type { Summary } from '../api/types';
import { formatCount, formatTime, plural } from '../time/format';
import { peopleText } from '../ui/words';

/** The line below the chart. `isPartial` if events may be missing. */
type CountLine = { text: string; isPartial: boolean };

/**
 * Returns the number of events and people, and for how much of the range the monitor was on. A partial count must not
 * look complete, and time without the monitor must not look like time without events. Above rows that grow, names the
 * time up to which it counts.
 */
export function summaryOf(summary: Summary, bands: Bands, zone: string, isLive = false, now = Date.now()): CountLine {
  const { total, complete, counted_from: since, facets } = summary;
  const coverage = coverageOf(summary, bands);
  const people = facets?.user && total > 0 ? [peopleText(facets.user.distinct)] : [];
  const events = `${plural(total, 'event')}${isLive ? ` until ${formatTime(summary.to, zone, now)}` : ''}`;
  if (complete) return { text: [events, ...people, 'all read', coverage.text].join(' · '), isPartial: coverage.isPartial };
  const counted = since ? `counted back to ${formatTime(since, zone, now)}` : 'not counted in full';
  return { text: [`First ${events}`, ...people, counted, coverage.text].join(' · '), isPartial: true };
}

function coverageOf({ from, to }: Summary, bands: Bands): CountLine {
  if (bands === undefined) return { text: 'loading coverage…', isPartial: false };
  if (bands === null) return { text: 'coverage unknown', isPartial: true };
  const missing = missingText(bands, Date.parse(from), Date.parse(to));
  return missing === null ? { text: 'monitor on throughout', isPartial: false } : { text: missing, isPartial: true };
}

/** Returns how many events the time before had. Without a change in percent where that would mislead. */
export function previousText({ total, complete, previous }: Summary, bands: Bands): CountLine | null {
  if (!previous) return null;
  if (!previous.complete) return { text: 'Period before: not counted in full', isPartial: true };
  const count = `Period before: ${plural(previous.total, 'event')}`;
  if (bands === undefined) return { text: count, isPartial: false };
  const missing = bands === null ? 'coverage unknown' : missingText(bands, Date.parse(previous.from), Date.parse(previous.to));
  if (missing !== null) return { text: `${count} · ${missing}`, isPartial: true };
  const change = complete && previous.total > 0 ? ` (${changeText(total, previous.total)})` : '';
  return { text: `${count}${change}`, isPartial: false };
}

/** Returns a change: `+9 %`, `−3 %`, `no change`. */
export function changeText(current: number, previous: number): string {
  if (current === previous) return 'no change';
  const percent = (Math.abs(current - previous) / previous) * 100;
  const sign = current > previous ? '+' : '−';
  if (percent < 1) return `${sign}<1 %`;
  return `${sign}${formatCount(percent > 99 && current > 0 && current < previous ? 99 : Math.round(percent))} %`;
}
