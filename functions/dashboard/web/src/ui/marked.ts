/** Controls of text direction. They can reorder what stands around them and have no look of their own. */
const BIDI_CONTROLS = /[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu;

/** A part of a text, and whether it is a mark that stands for a control. */
export type Piece = { text: string; isMark: boolean };

function codeOf(control: string): string {
  return (control.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0');
}

/** Returns a text with a visible mark, such as `[U+202E]`, in place of each bidi control. */
export function marked(text: string): string {
  return text.replace(BIDI_CONTROLS, (control) => `[U+${codeOf(control)}]`);
}

/** Returns the pieces of a text: marks for its bidi controls, and what stands between them. */
export function piecesOf(text: string): Piece[] {
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

/** Returns JSON with its bidi controls as escapes, which a reader sees and a parser reads as the same text. */
export function markedJson(value: unknown): string {
  return JSON.stringify(value, null, 2).replace(BIDI_CONTROLS, (control) => `\\u${codeOf(control).toLowerCase()}`);
}

/** Returns the strings of a JSON text, names and values, and what stands between them. */
export function jsonPieces(json: string): { text: string; isString: boolean }[] {
  return json
    .split(/("(?:[^"\\]|\\.)*")/)
    .filter((text) => text !== '')
    .map((text) => ({ text, isString: text.startsWith('"') }));
}
