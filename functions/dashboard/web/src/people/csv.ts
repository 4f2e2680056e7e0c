import type { Person } from '../api/types';

// A spreadsheet can split a file at any of these characters, even inside quotes.
const PIECES = /[^,;\t]*[,;\t]?/gu;
// The service marks cells of exports by the same rule.
const FORMULA = /^(?:'|(?:["\u{feff}\u{200b}-\u{200f}\u{2060}]|[^\S\r\n])*[=+\-@\r\n＝＋－＠])/u;

/** Returns a cell that no spreadsheet evaluates as a formula. */
export function cell(text: string): string {
  const safe = text.replace(PIECES, (piece) => (FORMULA.test(piece) ? `'${piece}` : piece));
  return /[",;\t\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

const COLUMNS: [name: string, valueOf: (person: Person) => string | number | null | undefined][] = [
  ['id', ({ id }) => id],
  ['name', ({ name }) => name],
  ['email', ({ email }) => email],
  ['last_seen_utc', ({ last_seen_at: at, last_seen_day: day }) => at ?? day],
  ['sign_ins_28_days', ({ sign_ins }) => sign_ins],
  ['failed_sign_ins_28_days', ({ failed_sign_ins }) => failed_sign_ins],
  ['countries_28_days', ({ countries }) => countries?.join(' ')],
  ['second_factor', ({ second_factor }) => second_factor],
  ['items_read_28_days', ({ items_read }) => items_read],
  ['open_findings', ({ open_findings }) => open_findings],
];

/** Returns people as a CSV file, for spreadsheets. */
export function peopleCsv(people: readonly Person[], withDetails: boolean): string {
  const columns = COLUMNS.filter(([name]) => withDetails || name !== 'countries_28_days');
  const rows = [columns.map(([name]) => name), ...people.map((person) => columns.map(([, valueOf]) => cell(String(valueOf(person) ?? ''))))];
  return `\u{feff}${rows.map((row) => row.join(',')).join('\r\n')}\r\n`;
}
