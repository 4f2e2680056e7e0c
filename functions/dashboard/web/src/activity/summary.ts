import type { Summary } from '../api/types';
import { formatShare, formatTime, plural } from '../time/format';
import { coveredBy, type Band } from '../charts/bands';

/** The bands of a histogram. `undefined` while they load, `null` if loading failed. */
export type Bands = readonly Band[] | null | undefined;

/** The line below the histogram. `isPartial` if events may be missing. */
type CountLine = { text: string; isPartial: boolean };

/**
 * Returns the number of events, and for how much of the range the monitor was on. A partial count must not
 * look complete, and time without the monitor must not look like time without events. Above rows that grow, names the
 * time up to which it counts.
 */
export function summaryOf(histogram: Summary, bands: Bands, zone: string, isLive = false, now = Date.now()): CountLine {
  const { total, complete, counted_from: since } = histogram;
  const events = `${plural(total, 'event')}${isLive ? ` until ${formatTime(histogram.to, zone, now)}` : ''}`;
  const coverage = coverageText(histogram, bands);
  if (complete) {
    const count = coverage.isPartial ? events : `${events} · complete`;
    return { text: `${count} · ${coverage.text}`, isPartial: coverage.isPartial };
  }
  const rest = since ? `before ${formatTime(since, zone, now)} not counted` : 'more not counted';
  return { text: `Newest ${events} · ${rest} · ${coverage.text}`, isPartial: true };
}

function coverageText(histogram: Summary, bands: Bands): CountLine {
  if (bands === undefined) return { text: 'loading coverage…', isPartial: false };
  if (bands === null) return { text: 'coverage unknown', isPartial: true };
  const [from, to] = [Date.parse(histogram.from), Date.parse(histogram.to)];
  const share = (kind: Band['kind']) => {
    const covered = coveredBy(kind, bands, from, to);
    return covered > 0 ? formatShare(covered, to - from) : null;
  };
  const [off, imported, unknown] = [share('off'), share('imported'), share('unknown')];
  const parts = [
    off && `monitor off for ${off}`,
    imported && `imported events only for ${imported}`,
    unknown && `coverage unknown for ${unknown}`,
  ].filter((part) => part !== null);
  if (parts.length === 0) return { text: 'monitor on', isPartial: false };
  return { text: parts.join(' · '), isPartial: true };
}
