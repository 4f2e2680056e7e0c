import type { Histogram } from '../api/types';
import { formatCount, formatShare, formatTime } from '../time/format';
import { coveredBy, type Band } from './histogram/bands';

/** The bands of a histogram, once they are loaded; null if they could not be. */
export type Bands = readonly Band[] | null | undefined;

/** What the line under the histogram says, and whether something is missing. */
export type CountLine = { text: string; isPartial: boolean };

/**
 * Says how many events there are, and for how much of the time the monitor collected them. A partial count
 * is never shown as a whole one, nor a time without the monitor as a time without events.
 */
export function countLine(histogram: Histogram, bands: Bands, zone: string, now = Date.now()): CountLine {
  const { total, complete, counted_from: since } = histogram;
  const events = `${formatCount(total)} ${total === 1 ? 'event' : 'events'}`;
  const coverage = coverageText(histogram, bands);
  if (complete) {
    const count = coverage.isPartial ? events : `${events} · all read`;
    return { text: `${count} · ${coverage.text}`, isPartial: coverage.isPartial };
  }
  const rest = since ? `before ${formatTime(since, zone, now)} not counted` : 'more not counted';
  return { text: `Newest ${events} · ${rest} · ${coverage.text}`, isPartial: true };
}

function coverageText(histogram: Histogram, bands: Bands): CountLine {
  if (bands === undefined) return { text: 'loading coverage…', isPartial: false };
  if (bands === null) return { text: 'not known when the monitor was on', isPartial: true };
  const [from, to] = [Date.parse(histogram.from), Date.parse(histogram.to)];
  const share = (kind: Band['kind']) => {
    const covered = coveredBy(kind, bands, from, to);
    return covered > 0 ? formatShare(covered, to - from) : null;
  };
  const [off, imported, unknown] = [share('off'), share('imported'), share('unknown')];
  const parts = [
    off && `monitor off ${off}`,
    imported && `imported events only ${imported}`,
    unknown && `not known ${unknown} whether the monitor was on`,
  ].filter((part) => part !== null);
  if (parts.length === 0) return { text: 'monitor on throughout', isPartial: false };
  return { text: parts.join(' · '), isPartial: true };
}
