import { expect, test } from 'vitest';
import type { Period } from '../api/types';
import { bandsOf, clipBands, coveredBy } from './bands';

const time = (text: string) => Date.parse(text);
const periods: Period[] = [
  { from: '2026-11-20T00:00:00Z', to: null, status: 'without_details', changes: [] },
  { from: '2026-11-10T00:00:00Z', to: '2026-11-20T00:00:00Z', status: 'on', changes: [] },
  { from: null, to: '2026-11-10T00:00:00Z', status: 'off', reason: 'monitor_off', changes: [] },
];

test('bandsOf_returns_periods_without_full_coverage', () => {
  expect(bandsOf({ periods, isTruncated: false })).toEqual([
    { kind: 'no_details', from: time('2026-11-20T00:00:00Z'), to: Infinity },
    { kind: 'off', from: -Infinity, to: time('2026-11-10T00:00:00Z') },
  ]);
});

test('clipBands_limits_bands_to_the_range', () => {
  const [from, to] = [time('2026-11-08T00:00:00Z'), time('2026-11-15T00:00:00Z')];
  expect(clipBands(bandsOf({ periods, isTruncated: false }), from, to)).toEqual([{ kind: 'off', from, to: time('2026-11-10T00:00:00Z') }]);
  expect(clipBands([], from, to)).toEqual([]);
});

test('bandsOf_truncated_history_marks_older_unknown', () => {
  const known = periods.slice(0, 2);
  expect(bandsOf({ periods: known, isTruncated: true }).at(-1)).toEqual({
    kind: 'unknown',
    from: -Infinity,
    to: time('2026-11-10T00:00:00Z'),
  });
  expect(bandsOf({ periods: known, isTruncated: false })).toHaveLength(1);
});

test('coveredBy_sums_bands_of_one_kind', () => {
  const bands = bandsOf({ periods, isTruncated: false });
  const [from, to] = [time('2026-11-08T00:00:00Z'), time('2026-11-15T00:00:00Z')];
  expect(coveredBy('off', bands, from, to)).toBe(2 * 86_400_000);
  expect(coveredBy('no_details', bands, from, to)).toBe(0);
});
