import { fromWall, toWall, type WallTime } from './zone';

const FORM = /^(\d{4})-(\d{1,2})-(\d{1,2})(?:[ T](\d{1,2}):(\d{2})(?::(\d{2}))?)?$/;

/**
 * Reads `2026-11-21`, `2026-11-21 19:23` or `2026-11-21 19:23:11` as a clock of `zone` shows it, and
 * returns the moment in milliseconds, or nothing where it is no time.
 */
export function parseWall(text: string, zone: string): number | null {
  const match = FORM.exec(text.trim());
  if (!match) return null;
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = match
    .slice(1)
    .map((part: string | undefined) => Number(part ?? 0));
  const wall: WallTime = { year, month, day, hour, minute, second };
  return isOnCalendar(wall) ? fromWall(wall, zone) : null;
}

// Date.UTC reads 31 February as 3 March: such a slip is refused, not mended.
function isOnCalendar(wall: WallTime): boolean {
  const { year, month, day, hour, minute, second } = wall;
  if (year < 1970 || hour > 23 || minute > 59 || second > 59) return false;
  const back = toWall(Date.UTC(year, month - 1, day, hour, minute, second), 'UTC');
  return back.year === year && back.month === month && back.day === day;
}
