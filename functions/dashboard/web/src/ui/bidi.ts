/** Invisible controls of text direction. They can reorder the text around them. */
const BIDI_CONTROLS = /[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu;

/** Part of a text. A mark replaces a control. */
type Piece = { text: string; isMark: boolean };

function codeOf(control: string): string {
  return (control.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0');
}

/** Returns a text with a visible mark, such as `[U+202E]`, in place of each bidi control. */
export function showBidi(text: string): string {
  return text.replace(BIDI_CONTROLS, (control) => `[U+${codeOf(control)}]`);
}

/** Splits a text into marks, in place of its bidi controls, and the text between them. */
export function bidiPieces(text: string): Piece[] {
  const pieces: Piece[] = [];
  let end = 0;
  for (const found of text.matchAll(BIDI_CONTROLS)) {
    if (found.index > end) pieces.push({ text: text.slice(end, found.index), isMark: false });
    pieces.push({ text: `U+${codeOf(found[0])}`, isMark: true });
    end = found.index + found[0].length;
  }
  if (end < text.length) pieces.push({ text: text.slice(end), isMark: false });
  return pieces;
}

/** Returns JSON with escaped bidi controls. They are visible, and the JSON parses to the same value. */
export function jsonWithVisibleBidi(value: unknown): string {
  return JSON.stringify(value, null, 2).replace(BIDI_CONTROLS, (control) => `\\u${codeOf(control).toLowerCase()}`);
}

/** Splits JSON into its strings and the text between them. */
export function jsonPieces(json: string): { text: string; isString: boolean }[] {
  return json
    .split(/("(?:[^"\\]|\\.)*")/)
    .filter((text) => text !== '')
    .map((text) => ({ text, isString: text.startsWith('"') }));
}
