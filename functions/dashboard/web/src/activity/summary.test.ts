import { expect, test } from 'vitest';
import type { Summary } from '../api/types';
import type { Band } from '../charts/bands';
import { changeText, previousText, summaryOf } from './summary';

const summary = (total: number, rest: Partial<Summary> = {}): Summary => ({
  from: '2026-10-01T00:00:00.000Z',
  to: '2026-11-01T00:00:00.000Z',
  time_zone: 'UTC',
  bucket: 'day',
  buckets: [],
  total,
  failures: 0,
  complete: true,
  ...rest,
});
const partial = { complete: false, counted_from: '2026-10-16T12:30:00.000Z' };
const now = Date.parse('2026-11-21T00:00:00Z');
const until = (time: string, kind: Band['kind'] = 'off'): Band => ({ kind, from: -Infinity, to: Date.parse(time) });

test('summaryOf_monitor_on_says_throughout', () => {
  expect(summaryOf(summary(1204), [], 'UTC')).toEqual({ text: '1,204 events · all read · monitor on throughout', isPartial: false });
  expect(summaryOf(summary(1), [], 'UTC').text).toBe('1 event · all read · monitor on throughout');
});

test('summaryOf_counts_people_if_they_are_known', () => {
  const facets = (distinct: number) => ({ user: { distinct, values: [] } });
  expect(summaryOf(summary(23, { facets: facets(13) }), [], 'UTC').text).toBe('23 events · 13 people · all read · monitor on throughout');
  expect(summaryOf(summary(2, { facets: facets(1) }), [], 'UTC').text).toMatch(/^2 events · 1 person · /);
  expect(summaryOf(summary(0, { facets: facets(0) }), [], 'UTC').text).toBe('0 events · all read · monitor on throughout');
});

test('summaryOf_monitor_off_says_how_long', () => {
  expect(summaryOf(summary(6861), [until('2026-10-24T19:24:00Z')], 'UTC')).toEqual({
    text: '6,861 events · all read · monitor off 24 of 31 days',
    isPartial: true,
  });
  expect(summaryOf(summary(0), [until('2026-12-01T00:00:00Z')], 'UTC').text).toBe('0 events · all read · monitor off the whole range');
});

test('summaryOf_short_gap_is_not_rounded_away', () => {
  const from = Date.parse('2026-10-20T10:00:00Z');
  const gap: Band = { kind: 'off', from, to: from + 40 * 60_000 };
  expect(summaryOf(summary(12), [gap], 'UTC').text).toBe('12 events · all read · monitor off 40 minutes');
});

test('summaryOf_details_missing_is_still_on', () => {
  expect(summaryOf(summary(2), [until('2026-12-01T00:00:00Z', 'no_details')], 'UTC').isPartial).toBe(false);
});

test('summaryOf_unknown_coverage_says_so', () => {
  expect(summaryOf(summary(3), null, 'UTC')).toEqual({ text: '3 events · all read · coverage unknown', isPartial: true });
});

test('summaryOf_coverage_loading_is_not_final', () => {
  expect(summaryOf(summary(3), undefined, 'UTC').text).toBe('3 events · all read · loading coverage…');
});

test('summaryOf_imported_time_says_so', () => {
  const { text } = summaryOf(summary(3), [until('2026-10-11T00:00:00Z', 'imported')], 'UTC');
  expect(text).toBe('3 events · all read · imported events only 10 of 31 days');
});

test('summaryOf_partial_count_names_its_start', () => {
  expect(summaryOf(summary(100_000, partial), [], 'Europe/Zurich', false, now)).toEqual({
    text: 'First 100,000 events · counted back to 16 Oct 14:30:00 · monitor on throughout',
    isPartial: true,
  });
});

test('summaryOf_live_names_the_end_of_the_count', () => {
  const { text } = summaryOf(summary(12), [], 'UTC', true, now);
  expect(text).toMatch(/^12 events until \d\d \w{3} \d\d:\d\d:\d\d · all read · monitor on throughout$/);
});

test('previousText_compares_only_whole_counts', () => {
  const previous = { from: '2026-09-01T00:00:00.000Z', to: '2026-10-01T00:00:00.000Z', buckets: [], total: 390, failures: 0, complete: true };
  expect(previousText(summary(407, { previous }), [])).toEqual({ text: 'Period before: 390 events (+4 %)', isPartial: false });
  expect(previousText(summary(407, { previous }), [until('2026-09-11T00:00:00Z')])).toEqual({
    text: 'Period before: 390 events · monitor off 10 of 30 days',
    isPartial: true,
  });
  expect(previousText(summary(407, { previous }), null)?.isPartial).toBe(true);
  expect(previousText(summary(407, { previous: { ...previous, complete: false } }), [])?.text).toBe('Period before: not counted in full');
  expect(previousText(summary(407, { ...partial, previous }), [])?.text).toBe('Period before: 390 events');
  expect(previousText(summary(407, { previous: { ...previous, total: 0 } }), [])?.text).toBe('Period before: 0 events');
  expect(previousText(summary(407), [])).toBeNull();
});

test('changeText_never_rounds_to_nothing', () => {
  expect([changeText(5, 5), changeText(1001, 1000), changeText(1, 1000), changeText(0, 10), changeText(31, 10)]).toEqual([
    'no change', '+<1 %', '−99 %', '−100 %', '+210 %',
  ]);
});
