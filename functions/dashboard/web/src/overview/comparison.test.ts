import { describe, expect, test } from 'vitest';
import type { Band } from '../charts/bands';
import { changeText, comparisonOf, type Counted } from './comparison';

const DAY = 86_400_000;
const START = Date.UTC(2026, 10, 16);
const week = (ago: number, total: number, rest: Partial<Counted> = {}): Counted => ({
  from: new Date(START - 7 * ago * DAY).toISOString(),
  to: new Date(START - 7 * (ago - 1) * DAY).toISOString(),
  total,
  complete: true,
  ...rest,
});
const off = (from: number, to: number): Band => ({ kind: 'off', from: START + from * DAY, to: START + to * DAY });
const note = (current: Counted, previous: Counted | undefined, bands: Band[] | null = []) =>
  comparisonOf(current, previous, bands, 'UTC', 'the 7 days before');

test.each([
  [109, 100, '+9%'],
  [97, 100, '−3%'],
  [0, 0, 'no change'],
  [5, 0, 'none before'],
  [0, 5, '−100%'],
  [1, 1000, '−>99%'],
  [10_001, 10_000, '+<1%'],
  [1200, 100, '12 times as many'],
])('changeText_%i_after_%i_is_%s', (current, previous, text) => {
  expect(changeText(current, previous)).toBe(text);
});

describe('comparisonOf', () => {
  test('complete_times_have_a_change', () => {
    expect(note(week(0, 97), week(1, 100))).toEqual({ text: '−3% vs the 7 days before', isPartial: false });
  });

  test('incomplete_count_has_no_change', () => {
    const current = week(0, 97, { complete: false, counted_from: '2026-11-18T12:00:00Z' });
    const { text, isPartial } = note(current, week(1, 100));
    expect([text.startsWith('Counted back to 18 Nov'), isPartial]).toEqual([true, true]);
    expect(text).not.toContain('%');
  });

  test('incomplete_time_before_has_no_change', () => {
    const { text } = note(week(0, 97), week(1, 10, { complete: false }));
    expect(text).toBe('No comparison: the 7 days before is not counted in full');
  });

  test.each([
    ['in_the_time', off(2, 4), 'Monitor off 2 of 7 days'],
    ['in_the_time_before', off(-7, -2), 'No comparison: monitor off 5 of 7 days in the 7 days before'],
  ])('monitor_off_%s_replaces_the_change', (_, band, text) => {
    expect(note(week(0, 97), week(1, 100), [band])).toEqual({ text, isPartial: true });
  });

  test('short_gap_is_named_beside_the_change', () => {
    expect(note(week(0, 97), week(1, 100), [off(2, 2 + 40 / 1440)]).text).toBe('−3% vs the 7 days before · monitor off 40 minutes');
  });

  test('unknown_coverage_has_no_change', () => {
    expect(note(week(0, 97), week(1, 100), null)).toEqual({ text: 'No comparison: coverage is unknown', isPartial: true });
    const loading = comparisonOf(week(0, 97), week(1, 100), undefined, 'UTC', 'the 7 days before');
    expect(loading).toEqual({ text: 'Loading coverage…', isPartial: false });
  });
});
