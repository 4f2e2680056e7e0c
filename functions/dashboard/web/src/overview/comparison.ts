import type { Bands } from '../charts/coverageText';
import { missingShare, missingText } from '../charts/coverageText';
import { formatCount } from '../time/format';
import { countedText, type Note } from '../ui/note';
import { capitalized } from '../ui/words';

/** A count of a time. */
export type Counted = { from: string; to: string; total: number; complete: boolean; counted_from?: string | null };

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
