import { describe, expect, test } from 'vitest';
import { around, boundsOf, endsNow, exactRange, LAST, type Last } from './range';

const now = Date.parse('2026-11-21T12:00:00.500Z');

describe('ranges', () => {
  test('boundsOf_last_has_both_bounds', () => {
    expect(boundsOf({ kind: 'last', last: '24h' }, now, 'UTC')).toEqual({
      from: '2026-11-20T12:00:00.500Z',
      to: '2026-11-21T12:00:00.500Z',
    });
  });

  test('boundsOf_all_has_no_start', () => {
    expect(boundsOf({ kind: 'all' }, now, 'UTC')).toEqual({ to: '2026-11-21T12:00:00.500Z' });
  });

  test('boundsOf_calendar_periods_start_in_the_zone', () => {
    const bounds = (last: Last, zone = 'Europe/Zurich', at = now) => Object.values(boundsOf({ kind: 'last', last }, at, zone));
    // A Saturday.
    expect(bounds('this_week')).toEqual(['2026-11-15T23:00:00.000Z', '2026-11-21T12:00:00.500Z']);
    expect(bounds('last_week')).toEqual(['2026-11-08T23:00:00.000Z', '2026-11-15T23:00:00.000Z']);
    expect(bounds('this_month', 'Asia/Tokyo')).toEqual(['2026-10-31T15:00:00.000Z', '2026-11-21T12:00:00.500Z']);
    // Daylight saving time ends in October.
    expect(bounds('last_month')).toEqual(['2026-09-30T22:00:00.000Z', '2026-10-31T23:00:00.000Z']);
    const sunday = Date.parse('2027-01-03T12:00:00Z');
    expect(bounds('last_week', 'UTC', sunday)).toEqual(['2026-12-21T00:00:00.000Z', '2026-12-28T00:00:00.000Z']);
    expect(bounds('last_month', 'UTC', sunday)).toEqual(['2026-12-01T00:00:00.000Z', '2027-01-01T00:00:00.000Z']);
  });

  test('endsNow_is_false_for_past_periods', () => {
    const names = Object.keys(LAST) as Last[];
    expect(names.filter((last) => !endsNow({ kind: 'last', last }))).toEqual(['last_week', 'last_month']);
  });

  test('exactRange_sorts_its_ends_and_is_never_empty', () => {
    const later = now + 5000;
    expect(exactRange(later, now)).toEqual(exactRange(now, later));
    expect(exactRange(now, now)).toEqual({
      kind: 'exact',
      from: '2026-11-21T12:00:00.500Z',
      to: '2026-11-21T12:00:01.500Z',
    });
  });

  test('around_is_30_minutes_long', () => {
    expect(around('2026-11-21T12:00:00.500Z')).toEqual({
      kind: 'exact',
      from: '2026-11-21T11:45:00.500Z',
      to: '2026-11-21T12:15:00.500Z',
    });
  });
});
