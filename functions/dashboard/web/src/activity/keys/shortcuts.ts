/** The keyboard shortcuts of a page of events, in the order of the help. */
export const SHORTCUTS = {
  '/': 'Search',
  j: 'Next event',
  k: 'Previous event',
  f: 'Filter by the focused value, or by a value of the row',
  e: 'Export these events',
  ']': 'Next event, while details are open',
  '[': 'Previous event, while details are open',
  '?': 'Keyboard shortcuts',
} as const;

export type Shortcut = keyof typeof SHORTCUTS;

/** Keys that always work, because they need no letter. */
export const FIXED_KEYS = [
  ['Enter', 'Open the focused event, or filter by the focused value'],
  ['Esc', 'Close details, menu or dialog'],
  ['↑ ↓ ← →', 'Move in the table, and between events in the details'],
] as const;

type Key = Pick<KeyboardEvent, 'key' | 'ctrlKey' | 'metaKey' | 'altKey' | 'isComposing' | 'defaultPrevented' | 'target'> & {
  getModifierState?: KeyboardEvent['getModifierState'];
};

const isShortcut = (key: string): key is Shortcut => Object.hasOwn(SHORTCUTS, key);

// A text is typed, or a menu or dialog has keys of its own.
const OWN_KEYS = 'input:not([type="checkbox"], [type="radio"]), textarea, select, [contenteditable], [role="menu"], [role="listbox"], [role="dialog"], [role="slider"]';

/** Returns the shortcut of a key, or `null` while the user types or another control has the keys. */
export function shortcutOf(key: Key): Shortcut | null {
  if (!isShortcut(key.key) || key.defaultPrevented || key.isComposing) return null;
  // Some layouts have brackets only with AltGr, which is also Ctrl and Alt.
  const hasModifier = key.ctrlKey || key.metaKey || key.altKey;
  if (hasModifier && key.getModifierState?.('AltGraph') !== true) return null;
  const isOwn = key.target instanceof Element && key.target.closest(OWN_KEYS) !== null;
  return isOwn ? null : key.key;
}
