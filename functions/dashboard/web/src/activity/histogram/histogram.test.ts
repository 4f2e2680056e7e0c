import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { bucketCount, secondsOf } from './buckets';
import { ticksOf, toTime, toX } from './scale';

describe('buckets', () => {
  test('are spans that people count in', () => {
    expect(bucketCount(3600, 120)).toBe(120);
    expect(bucketCount(3600, 60)).toBe(60);
    expect(bucketCount(86_400, 120)).toBe(96);
    expect(bucketCount(7 * 86_400, 180)).toBe(168);
    expect(bucketCount(90 * 86_400, 120)).toBe(90);
    expect(bucketCount(400 * 86_400, 120)).toBe(58);
  });

  test('are never none nor too many', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 10 * 365 * 86_400 }), fc.integer({ min: 10, max: 500 }), (seconds, most) => {
        const count = bucketCount(seconds, most);
        expect(count).toBeGreaterThanOrEqual(1);
        expect(count).toBeLessThanOrEqual(most);
      }),
    );
  });

  test('of all time go back as far as events are kept', () => {
    expect(secondsOf({ kind: 'all' }, 400)).toBe(400 * 86_400);
    expect(secondsOf({ kind: 'last', last: '24h' }, 400)).toBe(86_400);
    expect(secondsOf({ kind: 'exact', from: '2026-11-21T00:00:00Z', to: '2026-11-21T00:10:00Z' }, 400)).toBe(600);
  });
});

describe('the axis', () => {
  const scale = { from: Date.parse('2026-11-14T10:20:00Z'), to: Date.parse('2026-11-21T10:20:00Z'), width: 900 };

  test('goes there and back', () => {
    fc.assert(
      fc.property(fc.integer({ min: scale.from, max: scale.to }), (time) => {
        expect(Math.abs(toTime(scale, toX(scale, time)) - time)).toBeLessThanOrEqual(1);
      }),
    );
    expect(toTime(scale, -50)).toBe(scale.from);
    expect(toTime(scale, 5000)).toBe(scale.to);
  });

  test('is marked at midnights of its zone', () => {
    const { step, times } = ticksOf(scale, 'Asia/Kathmandu', 90);
    expect(step).toBe(86_400_000);
    expect(times.map((time) => new Date(time).toISOString()).slice(0, 2)).toEqual([
      '2026-11-14T18:15:00.000Z',
      '2026-11-15T18:15:00.000Z',
    ]);
    expect(times).toHaveLength(7);
  });

  test('is marked at midnights also where clocks change', () => {
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
