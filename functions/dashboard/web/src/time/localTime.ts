import { fromLocalTime, toLocalTime, type LocalTime } from './zone';

const FORM = /^(\d{4})-(\d{1,2})-(\d{1,2})(?:[ T](\d{1,2}):(\d{2})(?::(\d{2}))?)?$/;

/**
 * Parses `2026-11-21`, `2026-11-21 19:23` or `2026-11-21 19:23:11` as local time in `zone`. Returns
 * milliseconds, or `null` if the text is invalid.
 */
export function parseLocalTime(text: string, zone: string): number | null {
  const match = FORM.exec(text.trim());
  if (!match) return null;
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = match
    .slice(1)
    .map((part: string | undefined) => Number(part ?? 0));
  const local: LocalTime = { year, month, day, hour, minute, second };
  return isOnCalendar(local) ? fromLocalTime(local, zone) : null;
}

// Date.UTC reads February 31 as March 3.
function isOnCalendar(local: LocalTime): boolean {
  const { year, month, day, hour, minute, second } = local;
  if (year < 1970 || hour > 23 || minute > 59 || second > 59) return false;
  const back = toLocalTime(Date.UTC(year, month - 1, day, hour, minute, second), 'UTC');
  return back.year === year && back.month === month && back.day === day;
}
