import { cleanup, render, screen } from '@testing-library/react';
import { afterEach, expect, test } from 'vitest';
import { jsonPieces, marked, markedJson, piecesOf } from './marked';
import { Outside } from './Outside';

afterEach(cleanup);

test('marked_bidi_controls_become_visible', () => {
  expect(marked('Invoice \u202egnp.exe\u2069')).toBe('Invoice [U+202E]gnp.exe[U+2069]');
  expect(marked('عربي \u200f')).toBe('عربي [U+200F]');
  // A joiner of emoji is no control of direction.
  expect(marked('👩‍💻 Zoë')).toBe('👩‍💻 Zoë');
});

test('piecesOf_text_keeps_its_order', () => {
  expect(piecesOf('a\u202eb')).toEqual([
    { text: 'a', isMark: false },
    { text: 'U+202E', isMark: true },
    { text: 'b', isMark: false },
  ]);
  expect(piecesOf('')).toEqual([]);
});

test('markedJson_parses_to_the_same_value', () => {
  const value = { name: 'evil\u202e', 'key\u2066': ['"\\', 1] };
  expect(markedJson(value)).not.toMatch(/[\u202e\u2066]/u);
  expect(JSON.parse(markedJson(value))).toEqual(value);
});

test('jsonPieces_strings_are_apart', () => {
  const json = JSON.stringify({ 'a"b': 'c\\' });
  expect(jsonPieces(json).map(({ text }) => text).join('')).toBe(json);
  expect(jsonPieces(json).filter(({ isString }) => isString)).toHaveLength(2);
});

test('outside_text_is_isolated_and_marked', () => {
  render(<Outside text={'x\u202ey'} title />);
  const element = screen.getByTitle('x[U+202E]y');
  expect(element.tagName).toBe('BDI');
  expect(element.textContent).toBe('xU+202Ey');
});
