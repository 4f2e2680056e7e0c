import { expect, test } from 'vitest';
import type { Band } from './histogram/bands';
import { whyNothing } from './whyNothing';

const bounds = { from: '2026-11-01T00:00:00Z', to: '2026-11-11T00:00:00Z' };
const off = (from: number, to: number): Band => ({ kind: 'off', from, to });
const day = (date: number) => Date.UTC(2026, 10, date);

test('whyNothing_monitor_off_throughout', () => {
  expect(whyNothing(bounds, [off(-Infinity, Infinity)])).toBe('The monitor was off all the time.');
});

test('whyNothing_monitor_off_in_part', () => {
  expect(whyNothing(bounds, [off(day(2), day(5))])).toBe('The monitor was off 3 of 10 days. Nothing happened in the rest.');
});

test('whyNothing_monitor_on', () => {
  expect(whyNothing(bounds, [])).toMatch(/^The monitor was on\./);
});

test('whyNothing_coverage_unknown', () => {
  expect(whyNothing(bounds, null)).toBe('It is not known whether the monitor was on.');
});
