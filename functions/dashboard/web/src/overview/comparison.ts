import type { Bands } from '../charts/coverageText';
import { missingShare, missingText } from '../charts/coverageText';
import { formatCount, formatTime } from '../time/format';
import { capitalized } from '../ui/words';

/** A count of a time. */
export type Counted = { from: string; to: string; total: number; complete: boolean; counted_from?: string | null };

/** A text below a count. `isPartial` if the count, or its comparison, is not of everything. */
export type Note = { text: string; isPartial: boolean };

// A shorter gap is named, but does not make a comparison misleading.
const MAX_MISSING = 0.01;

/**
 * Returns how a count compares with the time before. Without a number if it would mislead: one of the counts is not
 * complete, or the monitor was not on during a part of one of the times. `name` is the time before, in words.
 */
export function comparisonOf(current: Counted, previous: Counted | null | undefined, bands: Bands, zone: string, name: string): Note {
  if (!current.complete) return { text: countedText(current, zone), isPartial: true };
  if (bands === undefined) return { text: 'Loading coverage…', isPartial: false };
  if (bands === null) return { text: 'No comparison: coverage is unknown', isPartial: true };
  const now = spanOf(current);
  const gap = missingText(bands, ...now);
  if (missingShare(bands, ...now) > MAX_MISSING) return { text: capitalized(gap ?? ''), isPartial: true };
  if (!previous) return { text: `No comparison with ${name}`, isPartial: true };
  const before = spanOf(previous);
  const gapBefore = missingText(bands, ...before);
  if (missingShare(bands, ...before) > MAX_MISSING) return { text: `No comparison: ${gapBefore ?? ''} in ${name}`, isPartial: true };
  if (!previous.complete) return { text: `No comparison: ${name} is not counted in full`, isPartial: true };
  const change = changeText(current.total, previous.total);
  const gaps = [gap, gapBefore && `${gapBefore} in ${name}`].filter((text) => text !== null);
  return { text: [`${change} vs ${name}`, ...gaps].join(' · '), isPartial: gaps.length > 0 };
}

/** Returns how far a count got: `Counted back to 3 Nov 12:00:00`. */
export function countedText({ counted_from: since }: Pick<Counted, 'counted_from'>, zone: string): string {
  return since ? `Counted back to ${formatTime(since, zone)}` : 'Not counted in full';
}

/** Returns a change: `+9%`, `−3%`, `no change`, `12 times as many`. */
export function changeText(current: number, previous: number): string {
  if (current === previous) return 'no change';
  if (previous === 0) return 'none before';
  const ratio = current / previous;
  if (ratio >= 10) return `${formatCount(Math.round(ratio))} times as many`;
  const percent = Math.round(Math.abs(ratio - 1) * 100);
  const sign = current > previous ? '+' : '−';
  if (percent === 0) return `${sign}<1%`;
  // Not everything is gone until nothing is left.
  if (percent === 100 && current < previous && current > 0) return '−>99%';
  return `${sign}${percent}%`;
}

function spanOf({ from, to }: Counted): [number, number] {
  return [Date.parse(from), Date.parse(to)];
}
