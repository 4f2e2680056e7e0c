import { expect, test } from 'vitest';
import { missingShare, missingText } from './coverageText';
import { barsOf, seriesText } from './series';

const buckets = [
  { start: '2026-11-14T06:00:00Z', total: 2, failures: 0 },
  { start: '2026-11-15T00:00:00Z', total: 7, failures: 3 },
];
const series = { from: '2026-11-14T06:00:00Z', to: '2026-11-15T12:00:00Z', buckets, complete: true };

test('barsOf_ends_each_bar_at_the_next', () => {
  expect(barsOf(series).map(({ from, to }) => (to - from) / 3_600_000)).toEqual([18, 12]);
});

test('seriesText_names_the_highest_bar', () => {
  expect(seriesText(series, 'UTC')).toBe('2 bars. Highest: 15 Nov 00:00:00 – 12:00:00: 7 events, 3 failed or blocked.');
  expect(seriesText({ ...series, complete: false }, 'UTC')).toContain('not counted in full');
});

test('missing_counts_gaps_but_not_details', () => {
  const [from, to] = [0, 10 * 86_400_000];
  const bands = [
    { kind: 'off' as const, from: -Infinity, to: 2 * 86_400_000 },
    { kind: 'no_details' as const, from: 5 * 86_400_000, to },
  ];
  expect(missingShare(bands, from, to)).toBeCloseTo(0.2);
  expect(missingText(bands, from, to)).toBe('monitor off 2 of 10 days');
  expect(missingText([], from, to)).toBeNull();
});
