import { expect, test } from 'vitest';
import { addMonths, boundsOf, monthAt, monthKey, monthsUntil, parseMonth } from './month';

const iso = (times: number[]) => times.map((time) => new Date(time).toISOString());

test('boundsOf_month_follows_the_zone', () => {
  expect(iso(boundsOf({ year: 2026, month: 10 }, 'UTC'))).toEqual(['2026-10-01T00:00:00.000Z', '2026-11-01T00:00:00.000Z']);
  // Summer time ends within the month.
  expect(iso(boundsOf({ year: 2026, month: 10 }, 'Europe/Zurich'))).toEqual(['2026-09-30T22:00:00.000Z', '2026-10-31T23:00:00.000Z']);
  expect(monthAt(Date.UTC(2026, 9, 31, 23, 30), 'Europe/Zurich')).toEqual({ year: 2026, month: 11 });
});

test('addMonths_crosses_years', () => {
  expect(addMonths({ year: 2026, month: 1 }, -1)).toEqual({ year: 2025, month: 12 });
  expect(addMonths({ year: 2026, month: 12 }, 1)).toEqual({ year: 2027, month: 1 });
  expect(monthsUntil({ year: 2026, month: 2 }, 3).map(monthKey)).toEqual(['2026-02', '2026-01', '2025-12']);
});

test('parseMonth_refuses_garbage_and_the_future', () => {
  const last = { year: 2026, month: 11 };
  expect(parseMonth('2026-10', last)).toEqual({ year: 2026, month: 10 });
  expect(parseMonth('2026-11', last)).toEqual(last);
  for (const text of ['2026-12', '2026-13', '2026-1', '1969-12', 'x', null]) expect(parseMonth(text, last)).toBeNull();
});
