import { fromLocalTime, toLocalTime } from '../time/zone';

/** A month of the calendar. */
export type Month = { year: number; month: number };

const NAMES = ['January', 'February', 'March', 'April', 'May', 'June', 'July', 'August', 'September', 'October', 'November', 'December'];

/** Returns the month of a time in `zone`. */
export function monthAt(time: number, zone: string): Month {
  const { year, month } = toLocalTime(time, zone);
  return { year, month };
}

/** Returns the month that is `count` months later. */
export function addMonths({ year, month }: Month, count: number): Month {
  const index = year * 12 + month - 1 + count;
  return { year: Math.floor(index / 12), month: (index % 12) + 1 };
}

/** Returns the start of a month and of the next one, in milliseconds. */
export function boundsOf(month: Month, zone: string): [from: number, to: number] {
  const start = (of: Month) => fromLocalTime({ ...of, day: 1, hour: 0, minute: 0, second: 0 }, zone);
  return [start(month), start(addMonths(month, 1))];
}

/** Returns the name of a month: `October 2026`. */
export function monthName({ year, month }: Month): string {
  return `${NAMES[month - 1] ?? ''} ${String(year)}`;
}

/** Returns a month as in the URL: `2026-10`. */
export function monthKey({ year, month }: Month): string {
  return `${String(year).padStart(4, '0')}-${String(month).padStart(2, '0')}`;
}

/** Reads a month of the URL. Returns `null` if it is invalid or after `last`. */
export function parseMonth(text: string | null, last: Month): Month | null {
  const match = /^(\d{4})-(0[1-9]|1[0-2])$/.exec(text ?? '');
  if (!match) return null;
  const month = { year: Number(match[1]), month: Number(match[2]) };
  return month.year >= 1970 && monthKey(month) <= monthKey(last) ? month : null;
}

/** Returns the month of `last` and those before it, the latest first. */
export function monthsUntil(last: Month, count: number): Month[] {
  return Array.from({ length: count }, (_, index) => addMonths(last, -index));
}
