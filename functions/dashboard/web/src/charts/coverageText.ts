import { formatShare } from '../time/format';
import { coveredBy, type Band } from './bands';

/** Bands of a time. `undefined` while they load, `null` if loading failed. */
export type Bands = readonly Band[] | null | undefined;

const TEXTS: Record<Band['kind'], string> = {
  off: 'monitor off',
  imported: 'imported events only',
  unknown: 'coverage unknown',
  no_details: 'details not collected',
};

/** Returns how long something was not collected: `monitor off 24 of 31 days`. Returns `null` if it always was. */
export function gapText(kind: Band['kind'], bands: readonly Band[], from: number, to: number): string | null {
  const covered = coveredBy(kind, bands, from, to);
  return covered > 0 ? `${TEXTS[kind]} ${formatShare(covered, to - from)}` : null;
}

/** Returns the share of a range whose events were not all recorded, from 0 to 1. */
export function missingShare(bands: readonly Band[], from: number, to: number): number {
  if (to <= from) return 0;
  const kinds = ['off', 'imported', 'unknown'] as const;
  return kinds.reduce((sum, kind) => sum + coveredBy(kind, bands, from, to), 0) / (to - from);
}

/** Returns when events are missing from a range, or `null` if none are. */
export function missingText(bands: readonly Band[], from: number, to: number): string | null {
  const texts = (['off', 'imported', 'unknown'] as const).map((kind) => gapText(kind, bands, from, to));
  const found = texts.filter((text) => text !== null);
  return found.length > 0 ? found.join(' · ') : null;
}
