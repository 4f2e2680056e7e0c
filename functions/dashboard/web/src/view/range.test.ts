import { describe, expect, test } from 'vitest';
import { around, boundsOf, exactRange } from './range';

const now = Date.parse('2026-11-21T12:00:00.500Z');

describe('ranges', () => {
  test('boundsOf_last_has_both_bounds', () => {
    expect(boundsOf({ kind: 'last', last: '24h' }, now)).toEqual({
      from: '2026-11-20T12:00:00.500Z',
      to: '2026-11-21T12:00:00.500Z',
    });
  });

  test('boundsOf_all_has_no_start', () => {
    expect(boundsOf({ kind: 'all' }, now)).toEqual({ to: '2026-11-21T12:00:00.500Z' });
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
