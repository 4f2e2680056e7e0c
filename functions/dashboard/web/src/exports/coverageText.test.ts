import { expect, test } from 'vitest';
import type { Export } from '../api/types';
import type { Band } from '../charts/bands';
import { coverageText } from './coverageText';
import { viewUrl } from './viewUrl';

const DAY = 86_400_000;
const start = Date.parse('2026-11-01T00:00:00.000Z');
const item = {
  from: '2026-11-01T00:00:00.000Z',
  to: '2026-12-01T00:00:00.000Z',
  created_at: '2026-11-11T00:00:00.000Z',
  filters: { user: ['u_1'], 'not.country': ['CH'] },
} as unknown as Export;
const band = (kind: Band['kind'], from: number, days: number): Band => ({ kind, from, to: from + days * DAY });

test('coverageText_names_gaps_before_the_request', () => {
  expect(coverageText(item, [])).toBe('Monitor on throughout');
  expect(coverageText(item, [band('off', start, 4)])).toBe('Monitor off 4 of 10 days');
  // After the request.
  expect(coverageText(item, [band('off', start + 12 * DAY, 4)])).toBe('Monitor on throughout');
  expect(coverageText(item, [band('no_details', start, 2)])).toBe('Monitor on throughout · details not collected 2 of 10 days');
});

test('coverageText_unloaded_coverage_is_never_whole', () => {
  expect(coverageText(item, undefined)).toBe('Loading…');
  expect(coverageText(item, null)).toMatch(/Unknown/);
});

test('viewUrl_has_filters_and_fixed_times', () => {
  const query = new URL(viewUrl(item, true), 'https://northwind.example').searchParams;
  expect([query.get('user'), query.get('not.country'), query.get('from'), query.get('to')]).toEqual(['u_1', 'CH', item.from, item.to]);
  const own = new URL(viewUrl(item, false), 'https://northwind.example');
  expect([own.pathname, own.searchParams.has('user')]).toEqual(['/my-activity', false]);
});
