import { expect, test } from 'vitest';
import type { Summary } from '../api/types';
import type { Band } from '../charts/bands';
import { summaryOf } from './summary';

const histogram = (total: number, countedFrom?: string): Summary => ({
  from: '2026-10-01T00:00:00.000Z',
  to: '2026-11-01T00:00:00.000Z',
  time_zone: 'UTC',
  bucket: 'day',
  buckets: [],
  total,
  failures: 0,
  complete: countedFrom === undefined,
  ...(countedFrom !== undefined && { counted_from: countedFrom }),
});
const now = Date.parse('2026-11-21T00:00:00Z');
const until = (time: string, kind: Band['kind'] = 'off'): Band => ({ kind, from: -Infinity, to: Date.parse(time) });

test('summaryOf_monitor_on_is_complete', () => {
  expect(summaryOf(histogram(1204), [], 'UTC')).toEqual({
    text: '1,204 events · complete · monitor on',
    isPartial: false,
  });
  expect(summaryOf(histogram(1), [], 'UTC').text).toBe('1 event · complete · monitor on');
});

test('summaryOf_monitor_off_says_how_long', () => {
  expect(summaryOf(histogram(6861), [until('2026-10-24T19:24:00Z')], 'UTC')).toEqual({
    text: '6,861 events · monitor off for 24 of 31 days',
    isPartial: true,
  });
  expect(summaryOf(histogram(0), [until('2026-12-01T00:00:00Z')], 'UTC').text).toBe('0 events · monitor off for the whole range');
});

test('summaryOf_short_gap_is_not_rounded_away', () => {
  const from = Date.parse('2026-10-20T10:00:00Z');
  const gap: Band = { kind: 'off', from, to: from + 40 * 60_000 };
  expect(summaryOf(histogram(12), [gap], 'UTC').text).toBe('12 events · monitor off for 40 minutes');
});

test('summaryOf_details_missing_is_still_on', () => {
  expect(summaryOf(histogram(2), [until('2026-12-01T00:00:00Z', 'no_details')], 'UTC').isPartial).toBe(false);
});

test('summaryOf_unknown_coverage_says_so', () => {
  expect(summaryOf(histogram(3), null, 'UTC')).toEqual({
    text: '3 events · coverage unknown',
    isPartial: true,
  });
});

test('summaryOf_coverage_loading_is_not_final', () => {
  expect(summaryOf(histogram(3), undefined, 'UTC').text).toBe('3 events · complete · loading coverage…');
});

test('summaryOf_imported_time_says_so', () => {
  const text = summaryOf(histogram(3), [until('2026-10-11T00:00:00Z', 'imported')], 'UTC').text;
  expect(text).toBe('3 events · imported events only for 10 of 31 days');
});

test('summaryOf_partial_count_names_its_start', () => {
  expect(summaryOf(histogram(100_000, '2026-10-16T12:30:00.000Z'), [], 'Europe/Zurich', false, now)).toEqual({
    text: 'Newest 100,000 events · before 16 Oct 14:30:00 not counted · monitor on',
    isPartial: true,
  });
});

test('summaryOf_live_names_the_end_of_the_count', () => {
  const { text } = summaryOf(histogram(12), [], 'UTC', true, now);
  expect(text).toMatch(/^12 events until \d\d \w{3} \d\d:\d\d:\d\d · complete · monitor on$/);
});
