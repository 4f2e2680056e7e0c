import { cleanup, render, screen } from '@testing-library/react';
import { afterEach, expect, test } from 'vitest';
import { jsonPieces, showBidi, jsonWithVisibleBidi, bidiPieces } from './bidi';
import { UntrustedText } from './UntrustedText';

afterEach(cleanup);

test('showBidi_makes_bidi_controls_visible', () => {
  expect(showBidi('Invoice \u202egnp.exe\u2069')).toBe('Invoice [U+202E]gnp.exe[U+2069]');
  expect(showBidi('عربي \u200f')).toBe('عربي [U+200F]');
  // An emoji joiner is not a bidi control.
  expect(showBidi('👩‍💻 Zoë')).toBe('👩‍💻 Zoë');
});

test('bidiPieces_keep_the_order_of_the_text', () => {
  expect(bidiPieces('a\u202eb')).toEqual([
    { text: 'a', isMark: false },
    { text: 'U+202E', isMark: true },
    { text: 'b', isMark: false },
  ]);
  expect(bidiPieces('')).toEqual([]);
});

test('jsonWithVisibleBidi_parses_to_the_same_value', () => {
  const value = { name: 'evil\u202e', 'key\u2066': ['"\\', 1] };
  expect(jsonWithVisibleBidi(value)).not.toMatch(/[\u202e\u2066]/u);
  expect(JSON.parse(jsonWithVisibleBidi(value))).toEqual(value);
});

test('jsonPieces_separate_strings', () => {
  const json = JSON.stringify({ 'a"b': 'c\\' });
  expect(jsonPieces(json).map(({ text }) => text).join('')).toBe(json);
  expect(jsonPieces(json).filter(({ isString }) => isString)).toHaveLength(2);
});

test('untrustedText_is_isolated_and_marked', () => {
  render(<UntrustedText text={'x\u202ey'} title />);
  const element = screen.getByTitle('x[U+202E]y');
  expect(element.tagName).toBe('BDI');
  expect(element.textContent).toBe('xU+202Ey');
});
