import { expect, test } from 'vitest';
import type { Histogram } from '../api/types';
import { countLine } from './countLine';
import type { Band } from './histogram/bands';

const histogram = (total: number, countedFrom?: string): Histogram => ({
  from: '2026-10-01T00:00:00.000Z',
  to: '2026-11-01T00:00:00.000Z',
  time_zone: 'UTC',
  bucket: 'day',
  buckets: [],
  total,
  complete: countedFrom === undefined,
  ...(countedFrom !== undefined && { counted_from: countedFrom }),
});
const now = Date.parse('2026-11-21T00:00:00Z');
const until = (time: string, kind: Band['kind'] = 'off'): Band => ({ kind, from: -Infinity, to: Date.parse(time) });

test('countLine_monitor_on_says_all_read', () => {
  expect(countLine(histogram(1204), [], 'UTC')).toEqual({
    text: '1,204 events · all read · monitor on throughout',
    isPartial: false,
  });
  expect(countLine(histogram(1), [], 'UTC').text).toBe('1 event · all read · monitor on throughout');
});

test('countLine_monitor_off_says_how_long', () => {
  expect(countLine(histogram(6861), [until('2026-10-24T19:24:00Z')], 'UTC')).toEqual({
    text: '6,861 events · monitor off 24 of 31 days',
    isPartial: true,
  });
  expect(countLine(histogram(0), [until('2026-12-01T00:00:00Z')], 'UTC').text).toBe('0 events · monitor off all the time');
});

test('countLine_short_gap_is_not_rounded_away', () => {
  const from = Date.parse('2026-10-20T10:00:00Z');
  const gap: Band = { kind: 'off', from, to: from + 40 * 60_000 };
  expect(countLine(histogram(12), [gap], 'UTC').text).toBe('12 events · monitor off 40 minutes');
});

test('countLine_details_missing_is_still_on', () => {
  expect(countLine(histogram(2), [until('2026-12-01T00:00:00Z', 'no_details')], 'UTC').isPartial).toBe(false);
});

test('countLine_unknown_coverage_says_so', () => {
  expect(countLine(histogram(3), null, 'UTC')).toEqual({
    text: '3 events · not known when the monitor was on',
    isPartial: true,
  });
});

test('countLine_coverage_loading_claims_nothing', () => {
  expect(countLine(histogram(3), undefined, 'UTC').text).toBe('3 events · all read · loading coverage…');
});

test('countLine_imported_time_says_so', () => {
  const text = countLine(histogram(3), [until('2026-10-11T00:00:00Z', 'imported')], 'UTC').text;
  expect(text).toBe('3 events · imported events only 10 of 31 days');
});

test('countLine_partial_count_says_since_when', () => {
  expect(countLine(histogram(100_000, '2026-10-16T12:30:00.000Z'), [], 'Europe/Zurich', now)).toEqual({
    text: 'Newest 100,000 events · before 16 Oct 14:30:00 not counted · monitor on throughout',
    isPartial: true,
  });
});
