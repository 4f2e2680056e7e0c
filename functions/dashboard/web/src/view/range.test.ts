import { describe, expect, test } from 'vitest';
import { around, boundsOf, exactRange } from './range';

const now = Date.parse('2026-11-21T12:00:00.500Z');

describe('ranges', () => {
  test('that end now have both bounds', () => {
    expect(boundsOf({ kind: 'last', last: '24h' }, now)).toEqual({
      from: '2026-11-20T12:00:00.500Z',
      to: '2026-11-21T12:00:00.500Z',
    });
  });

  test('of all that is kept begin where the API says', () => {
    expect(boundsOf({ kind: 'all' }, now)).toEqual({ to: '2026-11-21T12:00:00.500Z' });
  });

  test('can be drawn either way and are never empty', () => {
    const later = now + 5000;
    expect(exactRange(later, now)).toEqual(exactRange(now, later));
    expect(exactRange(now, now)).toEqual({
      kind: 'exact',
      from: '2026-11-21T12:00:00.500Z',
      to: '2026-11-21T12:00:01.500Z',
    });
  });

  test('around a moment are half an hour long', () => {
    expect(around('2026-11-21T12:00:00.500Z')).toEqual({
      kind: 'exact',
      from: '2026-11-21T11:45:00.500Z',
      to: '2026-11-21T12:15:00.500Z',
    });
  });
});
