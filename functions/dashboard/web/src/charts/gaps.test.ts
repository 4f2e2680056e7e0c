import { expect, test } from 'vitest';
import type { Band } from './bands';
import { gapsText } from './gaps';

const day = (date: number) => Date.UTC(new Date().getUTCFullYear(), 9, date);
const off = (from: number, to: number): Band => ({ kind: 'off', from, to });

test('gapsText_names_start_and_end_of_each_gap', () => {
  const gaps = [off(day(20), day(20) + 40 * 60_000), off(-Infinity, day(3))];
  expect(gapsText(gaps, day(1), day(31), 'UTC')).toBe('Off 20 Oct 00:00:00 – 00:40:00, until 03 Oct 00:00:00');
  expect(gapsText(gaps, day(4), day(5), 'UTC')).toBeNull();
});

test('gapsText_many_gaps_are_counted', () => {
  const gaps = [5, 4, 3, 2, 1].map((date) => off(day(date), day(date) + 60_000));
  expect(gapsText(gaps, day(1), day(31), 'UTC')).toMatch(/ and 2 more$/);
});

test('gapsText_always_off_returns_null', () => {
  expect(gapsText([off(-Infinity, Infinity)], day(1), day(31), 'UTC')).toBeNull();
});
