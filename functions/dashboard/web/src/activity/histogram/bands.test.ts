import { expect, test } from 'vitest';
import type { Period } from '../../api/types';
import { bandsOf, clipBands, coveredBy } from './bands';

const time = (text: string) => Date.parse(text);
const periods: Period[] = [
  { from: '2026-11-20T00:00:00Z', to: null, status: 'without_details', changes: [] },
  { from: '2026-11-10T00:00:00Z', to: '2026-11-20T00:00:00Z', status: 'on', changes: [] },
  { from: null, to: '2026-11-10T00:00:00Z', status: 'off', reason: 'monitor_off', changes: [] },
];

test('bands are the periods that explain silence', () => {
  expect(bandsOf({ periods, isCut: false })).toEqual([
    { kind: 'no_details', from: time('2026-11-20T00:00:00Z'), to: Infinity },
    { kind: 'off', from: -Infinity, to: time('2026-11-10T00:00:00Z') },
  ]);
});

test('bands are drawn as far as the histogram goes', () => {
  const [from, to] = [time('2026-11-08T00:00:00Z'), time('2026-11-15T00:00:00Z')];
  expect(clipBands(bandsOf({ periods, isCut: false }), from, to)).toEqual([{ kind: 'off', from, to: time('2026-11-10T00:00:00Z') }]);
  expect(clipBands([], from, to)).toEqual([]);
});

test('bandsOf_cut_history_marks_older_time_unknown', () => {
  const known = periods.slice(0, 2);
  expect(bandsOf({ periods: known, isCut: true }).at(-1)).toEqual({
    kind: 'unknown',
    from: -Infinity,
    to: time('2026-11-10T00:00:00Z'),
  });
  expect(bandsOf({ periods: known, isCut: false })).toHaveLength(1);
});

test('coveredBy_sums_bands_of_one_kind', () => {
  const bands = bandsOf({ periods, isCut: false });
  const [from, to] = [time('2026-11-08T00:00:00Z'), time('2026-11-15T00:00:00Z')];
  expect(coveredBy('off', bands, from, to)).toBe(2 * 86_400_000);
  expect(coveredBy('no_details', bands, from, to)).toBe(0);
});
