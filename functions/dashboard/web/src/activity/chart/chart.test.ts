import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ticksOf, toTime, toX } from '../../charts/scale';
import { barsOf, type Series } from '../../charts/series';
import { axisTop, barAt, busiestBar, hoursPerBar, joinHours } from './buckets';
import { barText } from './readout';
import { canSelect, requestedBucket } from './requestedBucket';

const HOUR = 3_600_000;

/** A series of hours from a local midnight in Zurich, before the clocks go back. */
function hours(...totals: number[]): Series {
  const from = Date.parse('2026-10-24T22:00:00Z');
  const at = (index: number) => new Date(from + index * HOUR).toISOString();
  return { from: at(0), to: at(totals.length), complete: true, buckets: totals.map((total, index) => ({ start: at(index), total, failures: index % 2 })) };
}

describe('bars', () => {
  test('barAt_finds_bar_of_uneven_length', () => {
    const starts = ['2026-10-24T10:00:00Z', '2026-10-24T22:00:00Z', '2026-10-25T23:00:00Z'];
    const bars = barsOf({ to: '2026-10-26T08:00:00Z', buckets: starts.map((start) => ({ start, total: 1, failures: 0 })) });
    const at = (time: string) => barAt(bars, Date.parse(time));
    expect(at('2026-10-24T10:00:00Z')).toBe(0);
    expect(at('2026-10-24T21:59:59Z')).toBe(0);
    expect(at('2026-10-24T22:00:00Z')).toBe(1);
    expect(at('2026-10-25T22:30:00Z')).toBe(1);
    expect(at('2026-10-27T07:00:00Z')).toBe(2);
  });

  test('joinHours_follows_local_hours_and_loses_nothing', () => {
    // The night has 25 hours: 02:00 occurs twice.
    const series = hours(...Array.from({ length: 26 }, (_, index) => index));
    const joined = joinHours(series, 6, 'Europe/Zurich');
    const lengths = barsOf(joined).map(({ from, to }) => (to - from) / HOUR);
    expect(lengths).toEqual([7, 6, 6, 6, 1]);
    for (const count of ['total', 'failures'] as const) {
      const sum = (one: Series) => one.buckets.reduce((sum, bucket) => sum + bucket[count], 0);
      expect(sum(joined)).toBe(sum(series));
    }
  });

  test('hoursPerBar_keeps_bars_wide_enough', () => {
    expect(hoursPerBar(168, 900)).toBe(1);
    expect(hoursPerBar(720, 1180)).toBe(4);
    expect(hoursPerBar(720, 340)).toBe(12);
    expect(hoursPerBar(998, 20)).toBe(24);
  });

  test('busiestBar_is_one_hour_of_the_joined_ones', () => {
    expect(busiestBar(hours(1, 9, 3, 9, 2))).toMatchObject({ total: 9, from: Date.parse('2026-10-25T01:00:00Z') });
    expect(busiestBar(hours(0, 0))).toBeNull();
    expect(busiestBar(hours(4))).toBeNull();
  });

  test('requestedBucket_keeps_hours_within_the_limit', () => {
    const day = 24 * HOUR;
    expect(canSelect('hour', 41 * day)).toBe(true);
    expect(canSelect('hour', 42 * day)).toBe(false);
    expect(requestedBucket('auto', 30 * day)).toBe('hour');
    expect(requestedBucket('auto', day)).toBe('auto');
    expect(requestedBucket('auto', 90 * day)).toBe('auto');
    expect(requestedBucket('hour', 90 * day)).toBe('auto');
    expect(requestedBucket('day', 400 * day)).toBe('day');
    expect(requestedBucket('day', 4000 * day)).toBe('auto');
    expect(requestedBucket('hour', null)).toBe('auto');
  });

  test('barText_names_weekday_counts_and_time_before', () => {
    const [bar] = barsOf(hours(3, 1));
    expect(barText(bar, undefined, 'Europe/Zurich')).toMatch(/^Sun 25 Oct( 2026)? 00:00–01:00: 3 events$/);
    const failed = { from: Date.parse('2026-11-14T23:00:00Z'), to: Date.parse('2026-11-15T23:00:00Z'), total: 1204, failures: 2 };
    expect(barText(failed, { ...failed, total: 7 }, 'Europe/Zurich')).toMatch(/^Sun 15 Nov( 2026)?: 1,204 events, 2 failed or blocked, 7 in the period before$/);
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
