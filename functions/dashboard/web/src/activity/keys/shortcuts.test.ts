import { expect, test } from 'vitest';
import { shortcutOf } from './shortcuts';

const plain = { ctrlKey: false, metaKey: false, altKey: false, isComposing: false, defaultPrevented: false, target: document.body };

/** Returns an element that has the focus when a key is pressed. */
function inside(html: string): Element {
  document.body.innerHTML = html;
  const target = document.querySelector('[data-target]');
  if (!target) throw new Error('the HTML has no target');
  return target;
}

test('shortcutOf_ignores_keys_while_typing', () => {
  expect(shortcutOf({ ...plain, key: 'j' })).toBe('j');
  expect(shortcutOf({ ...plain, key: 'x' })).toBeNull();
  for (const html of ['<input data-target>', '<textarea data-target></textarea>', '<div role="menu"><button data-target></button></div>', '<div role="dialog"><p data-target></p></div>']) {
    expect(shortcutOf({ ...plain, key: 'j', target: inside(html) }), html).toBeNull();
  }
  expect(shortcutOf({ ...plain, key: 'j', target: inside('<div role="row"><button data-target></button></div>') })).toBe('j');
  expect(shortcutOf({ ...plain, key: 'j', isComposing: true })).toBeNull();
  expect(shortcutOf({ ...plain, key: 'j', defaultPrevented: true })).toBeNull();
});

test('shortcutOf_leaves_combinations_to_the_browser', () => {
  for (const modifier of ['ctrlKey', 'metaKey', 'altKey']) {
    expect(shortcutOf({ ...plain, key: 'f', [modifier]: true }), modifier).toBeNull();
  }
  // Brackets on a Swiss keyboard.
  expect(shortcutOf({ ...plain, key: '[', ctrlKey: true, altKey: true, getModifierState: (name) => name === 'AltGraph' })).toBe('[');
});
