import { expect, test } from 'vitest';
import type { Period } from '../../api/coverage';
import { bandsOf, clipBands } from './bands';

const time = (text: string) => Date.parse(text);
const periods: Period[] = [
  { from: '2026-11-20T00:00:00Z', to: null, status: 'without_details', changes: [] },
  { from: '2026-11-10T00:00:00Z', to: '2026-11-20T00:00:00Z', status: 'on', changes: [] },
  { from: null, to: '2026-11-10T00:00:00Z', status: 'off', reason: 'monitor_off', changes: [] },
];

test('bands are the periods that explain silence', () => {
  expect(bandsOf(periods)).toEqual([
    { kind: 'no_details', from: time('2026-11-20T00:00:00Z'), to: Infinity },
    { kind: 'off', from: -Infinity, to: time('2026-11-10T00:00:00Z') },
  ]);
});

test('bands are drawn as far as the histogram goes', () => {
  const [from, to] = [time('2026-11-08T00:00:00Z'), time('2026-11-15T00:00:00Z')];
  expect(clipBands(bandsOf(periods), from, to)).toEqual([{ kind: 'off', from, to: time('2026-11-10T00:00:00Z') }]);
  expect(clipBands([], from, to)).toEqual([]);
});
