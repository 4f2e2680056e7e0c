import { expect, test } from 'vitest';
import { dayText, rowItems } from './rowItems';

const events = ['2026-11-21T00:10:00Z', '2026-11-20T23:30:00Z', '2026-11-20T22:59:59Z', '2026-11-18T12:00:00Z'].map((occurred_at) => ({ occurred_at }));

/** The rows as text: `day`, or the index of an event. */
const shape = (zone: string) => rowItems(events, zone).items.map((item) => (item.kind === 'day' ? 'day' : item.index));

test('rowItems_days_start_at_midnight_of_the_zone', () => {
  expect(shape('UTC')).toEqual(['day', 0, 'day', 1, 2, 'day', 3]);
  expect(shape('Europe/Zurich')).toEqual(['day', 0, 1, 'day', 2, 'day', 3]);
  expect(rowItems(events, 'UTC').positions).toEqual([1, 3, 4, 6]);
  expect(rowItems([], 'UTC').items).toEqual([]);
});

test('rowItems_day_with_clock_change_is_one_day', () => {
  const october = ['2026-10-25T22:30:00Z', '2026-10-24T22:30:00Z'].map((occurred_at) => ({ occurred_at }));
  // The day has 25 hours in Zurich.
  expect(rowItems(october, 'Europe/Zurich').items.filter(({ kind }) => kind === 'day')).toHaveLength(1);
});

test('dayText_is_the_day_above_a_position', () => {
  const { items } = rowItems(events, 'UTC');
  expect(dayText(items, 0, 'UTC')).toMatch(/^Sat 21 Nov/);
  expect(dayText(items, 4, 'UTC')).toMatch(/^Fri 20 Nov/);
  expect(dayText([], 0, 'UTC')).toBe('');
});
