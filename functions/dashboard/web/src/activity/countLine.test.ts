import { expect, test } from 'vitest';
import type { Histogram } from '../api/events';
import { countLine } from './countLine';

const histogram = (total: number, countedFrom?: string): Histogram => ({
  from: '2026-11-14T00:00:00.000Z',
  to: '2026-11-21T00:00:00.000Z',
  bucket_seconds: 3600,
  buckets: [],
  total,
  complete: countedFrom === undefined,
  ...(countedFrom !== undefined && { counted_from: countedFrom }),
});
const now = Date.parse('2026-11-21T00:00:00Z');

test('a whole count says so', () => {
  expect(countLine(histogram(1204), 'UTC')).toEqual({ text: '1,204 events · complete', isPartial: false });
  expect(countLine(histogram(1), 'UTC').text).toBe('1 event · complete');
  expect(countLine(histogram(0), 'UTC').text).toBe('0 events · complete');
});

test('a partial count says since when', () => {
  expect(countLine(histogram(100_000, '2026-11-16T12:30:00.000Z'), 'Europe/Zurich', now)).toEqual({
    text: 'Newest 100,000 events · before 16 Nov 13:30:00 not counted',
    isPartial: true,
  });
});
