import { expect, test } from 'vitest';
import { arrivalText } from './marks';

test('arrivalText_names_the_day_only_if_it_differs', () => {
  const occurred_at = '2026-11-21T23:58:00Z';
  expect(arrivalText({ occurred_at, recorded_at: '2026-11-21T23:59:01.500Z' }, 'UTC')).toBe('arrived 23:59:01');
  expect(arrivalText({ occurred_at, recorded_at: '2026-11-22T00:01:00Z' }, 'UTC')).toMatch(/^arrived 22 Nov( 2026)? 00:01:00$/);
  expect(arrivalText({ occurred_at, recorded_at: '2026-11-22T00:01:00Z' }, 'Europe/Zurich')).toBe('arrived 01:01:00');
});
