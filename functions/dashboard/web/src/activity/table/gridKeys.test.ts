import { expect, test } from 'vitest';
import { isMenuKey, moveOf } from './gridKeys';

test('moveOf_stays_within_the_rows', () => {
  expect(moveOf('ArrowDown', 0, 20)).toEqual({ kind: 'row', row: 1 });
  expect(moveOf('ArrowDown', 19, 20)).toEqual({ kind: 'row', row: 19 });
  expect(moveOf('PageUp', 4, 20)).toEqual({ kind: 'row', row: 0 });
  expect(moveOf('PageDown', 4, 20)).toEqual({ kind: 'row', row: 14 });
  expect(moveOf('End', 4, 20)).toEqual({ kind: 'row', row: 19 });
  expect(moveOf('ArrowLeft', 4, 20)).toEqual({ kind: 'cell', step: -1 });
  expect(moveOf('a', 4, 20)).toBeNull();
});

test('isMenuKey_accepts_keys_of_platforms', () => {
  const key = { altKey: false, shiftKey: false };
  expect(isMenuKey({ ...key, key: 'ContextMenu' })).toBe(true);
  expect(isMenuKey({ ...key, key: 'F10', shiftKey: true })).toBe(true);
  expect(isMenuKey({ ...key, key: 'F10' })).toBe(false);
  expect(isMenuKey({ ...key, key: 'ArrowDown', altKey: true })).toBe(true);
  expect(isMenuKey({ ...key, key: 'ArrowDown' })).toBe(false);
});
