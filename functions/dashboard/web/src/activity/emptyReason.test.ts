import { expect, test } from 'vitest';
import { emptyReason } from './emptyReason';
import type { Band } from '../charts/bands';

const bounds = { from: '2026-11-01T00:00:00Z', to: '2026-11-11T00:00:00Z' };
const off = (from: number, to: number): Band => ({ kind: 'off', from, to });
const day = (date: number) => Date.UTC(2026, 10, date);

test('emptyReason_monitor_off_for_whole_range', () => {
  expect(emptyReason(bounds, [off(-Infinity, Infinity)])).toBe('The monitor was off for the whole range.');
});

test('emptyReason_monitor_off_in_part', () => {
  expect(emptyReason(bounds, [off(day(2), day(5))])).toBe('The monitor was off for 3 of 10 days. Nothing was recorded in the remaining time.');
});

test('emptyReason_monitor_on', () => {
  expect(emptyReason(bounds, [])).toMatch(/^The monitor was on\./);
});

test('emptyReason_coverage_unknown', () => {
  expect(emptyReason(bounds, null)).toBe('Coverage is unknown for this time range.');
});
