import type { Period } from '../../api/coverage';

/** A period that explains why events or their details are missing. */
export type Band = { kind: 'off' | 'no_details'; from: number; to: number };

/** Returns the periods in which not everything was collected. */
export function bandsOf(periods: readonly Period[]): Band[] {
  return periods.flatMap(({ from, to, status }): Band[] => {
    if (status === 'on') return [];
    return [
      {
        kind: status === 'off' ? 'off' : 'no_details',
        from: from ? Date.parse(from) : -Infinity,
        to: to ? Date.parse(to) : Infinity,
      },
    ];
  });
}

/** Returns the parts of the bands that lie between two moments. */
export function clipBands(bands: readonly Band[], from: number, to: number): Band[] {
  return bands.flatMap((band) => {
    const clipped = { ...band, from: Math.max(band.from, from), to: Math.min(band.to, to) };
    return clipped.from < clipped.to ? [clipped] : [];
  });
}
