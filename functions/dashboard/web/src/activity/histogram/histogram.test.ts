import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { axisTop, bucketAt, edgeOf, canSelect } from './buckets';
import { ticksOf, toTime, toX } from '../../charts/scale';

describe('buckets', () => {
  const starts = ['2026-10-24T10:00:00Z', '2026-10-24T22:00:00Z', '2026-10-25T23:00:00Z'];
  const histogram = {
    from: '2026-10-24T10:00:00Z',
    to: '2026-10-26T08:00:00Z',
    time_zone: 'Europe/Zurich',
    bucket: 'day' as const,
    buckets: starts.map((start) => ({ start, total: 1, failures: 0 })),
    total: 3,
    failures: 0,
    complete: true,
  };

  test('bucketAt_finds_bucket_of_uneven_length', () => {
    const at = (time: string) => bucketAt(histogram, Date.parse(time));
    expect(at('2026-10-24T10:00:00Z')).toBe(0);
    expect(at('2026-10-24T21:59:59Z')).toBe(0);
    expect(at('2026-10-25T22:30:00Z')).toBe(1);
    expect(at('2026-10-26T07:00:00Z')).toBe(2);
    expect(edgeOf(histogram, 3)).toBe(Date.parse(histogram.to));
  });

  test('canSelect_refuses_more_bars_than_api', () => {
    const day = 86_400_000;
    expect(canSelect('hour', 41 * day)).toBe(true);
    expect(canSelect('hour', 42 * day)).toBe(false);
    expect(canSelect('day', 400 * day)).toBe(true);
    expect(canSelect('auto', 4000 * day)).toBe(true);
  });

  test('axisTop_stays_while_counts_change_little', () => {
    expect([142, 146, 150].map(axisTop)).toEqual([150, 150, 150]);
    expect([0, 1, 5, 6, 56, 669, 1001].map(axisTop)).toEqual([5, 5, 5, 6, 60, 800, 1500]);
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 1e7 }), (most) => {
        expect(axisTop(most)).toBeGreaterThanOrEqual(most);
        expect(axisTop(most)).toBeLessThanOrEqual(Math.max(5, most * 1.5));
      }),
    );
  });
});

describe('the axis', () => {
  const scale = { from: Date.parse('2026-11-14T10:20:00Z'), to: Date.parse('2026-11-21T10:20:00Z'), width: 900 };

  test('toTime_inverts_toX', () => {
    fc.assert(
      fc.property(fc.integer({ min: scale.from, max: scale.to }), (time) => {
        expect(Math.abs(toTime(scale, toX(scale, time)) - time)).toBeLessThanOrEqual(1);
      }),
    );
    expect(toTime(scale, -50)).toBe(scale.from);
    expect(toTime(scale, 5000)).toBe(scale.to);
  });

  test('ticksOf_marks_midnights_of_the_zone', () => {
    const { step, times } = ticksOf(scale, 'Asia/Kathmandu', 90);
    expect(step).toBe(86_400_000);
    expect(times.map((time) => new Date(time).toISOString()).slice(0, 2)).toEqual([
      '2026-11-14T18:15:00.000Z',
      '2026-11-15T18:15:00.000Z',
    ]);
    expect(times).toHaveLength(7);
  });

  test('ticksOf_follows_daylight_saving_time', () => {
    const autumn = { from: Date.parse('2026-10-23T00:00:00Z'), to: Date.parse('2026-10-28T00:00:00Z'), width: 600 };
    const { times } = ticksOf(autumn, 'Europe/Zurich', 90);
    expect(times.map((time) => new Date(time).toISOString())).toEqual([
      '2026-10-23T22:00:00.000Z',
      '2026-10-24T22:00:00.000Z',
      '2026-10-25T23:00:00.000Z',
      '2026-10-26T23:00:00.000Z',
      '2026-10-27T23:00:00.000Z',
    ]);
  });
});
