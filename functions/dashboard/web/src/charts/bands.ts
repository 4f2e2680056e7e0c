import type { Coverage } from '../api/coverage';

/** A period that explains why events or their details are missing. */
export type Band = { kind: 'off' | 'no_details' | 'imported' | 'unknown'; from: number; to: number };

// Other statuses are from a newer version of the service.
const KINDS: Record<string, Band['kind'] | null> = {
  on: null,
  without_details: 'no_details',
  off: 'off',
  imported: 'imported',
};

/** Returns the periods in which not everything was collected, and the time before the oldest known period. */
export function bandsOf({ periods, isTruncated }: Coverage): Band[] {
  const bands = periods.flatMap(({ from, to, status }): Band[] => {
    const kind = Object.hasOwn(KINDS, status) ? (KINDS[status] ?? null) : 'unknown';
    if (kind === null) return [];
    return [{ kind, from: from ? Date.parse(from) : -Infinity, to: to ? Date.parse(to) : Infinity }];
  });
  const oldest = periods.at(-1)?.from;
  if (isTruncated && oldest) bands.push({ kind: 'unknown', from: -Infinity, to: Date.parse(oldest) });
  return bands;
}

/** Returns the parts of the bands between two times. */
export function clipBands(bands: readonly Band[], from: number, to: number): Band[] {
  return bands.flatMap((band) => {
    const clipped = { ...band, from: Math.max(band.from, from), to: Math.min(band.to, to) };
    return clipped.from < clipped.to ? [clipped] : [];
  });
}

/** Returns the milliseconds of a range that bands of one kind cover. */
export function coveredBy(kind: Band['kind'], bands: readonly Band[], from: number, to: number): number {
  const found = clipBands(bands, from, to).filter((band) => band.kind === kind);
  return found.reduce((sum, band) => sum + band.to - band.from, 0);
}
