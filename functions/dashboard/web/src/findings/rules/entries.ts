/** Splits a text at lines and commas. Leaves out what is empty or repeated. */
export function entriesOf(text: string): string[] {
  const entries = text.split(/[\n,]/).map((entry) => entry.trim());
  return [...new Set(entries.filter((entry) => entry !== ''))];
}
