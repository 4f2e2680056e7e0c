import { toLocalTime, type LocalTime } from './zone';

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

const two = (value: number) => String(value).padStart(2, '0');

function date({ day, month, year }: LocalTime, thisYear: number): string {
  const text = `${two(day)} ${MONTHS[month - 1] ?? ''}`;
  return year === thisYear ? text : `${text} ${year}`;
}

const clock = ({ hour, minute, second }: LocalTime) => `${two(hour)}:${two(minute)}:${two(second)}`;

/** Formats a time: `21 Nov 19:23:11`, with the year if it is not the current one. */
export function formatTime(time: string | number, zone: string, now = Date.now()): string {
  const local = toLocalTime(Number(new Date(time)), zone);
  return `${date(local, toLocalTime(now, zone).year)} ${clock(local)}`;
}

/** Formats a time without its day: `19:23:11`. */
export function formatClock(time: string | number, zone: string): string {
  return clock(toLocalTime(Number(new Date(time)), zone));
}

const WEEKDAYS = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'];

/** Formats the day of a time: `Fri 20 Nov`, with the year if it is not the current one. */
export function formatWeekday(time: string | number, zone: string, now = Date.now()): string {
  const local = toLocalTime(Number(new Date(time)), zone);
  const weekday = new Date(Date.UTC(local.year, local.month - 1, local.day)).getUTCDay();
  return `${WEEKDAYS[weekday] ?? ''} ${date(local, toLocalTime(now, zone).year)}`;
}

/** Formats a range: `21 Nov 10:20:00 – 11:00:00`. Infinite bounds are open. */
export function formatBetween(start: number, end: number, zone: string, now = Date.now()): string {
  if (end === Infinity) return `since ${formatTime(start, zone, now)}`;
  if (start === -Infinity) return `until ${formatTime(end, zone, now)}`;
  const [from, to] = [formatTime(start, zone, now), formatTime(end, zone, now)];
  const day = from.slice(0, -8);
  return `${from} – ${to.startsWith(day) ? to.slice(day.length) : to}`;
}

/** Formats a range of whole minutes with its weekday: `Sun 15 Nov 01:00–02:00`, or `Sun 15 Nov` for a whole day. */
export function formatSpan(start: number, end: number, zone: string, now = Date.now()): string {
  const [day, lastDay] = [formatWeekday(start, zone, now), formatWeekday(end - 1, zone, now)];
  const [from, to] = [formatClock(start, zone), formatClock(end, zone)].map((clock) => clock.replace(/:00$/, ''));
  const isMidnight = (clock: string | undefined) => clock === '00:00';
  if (isMidnight(from) && isMidnight(to)) return day === lastDay ? day : `${day} – ${lastDay}`;
  if (day === lastDay) return `${day} ${from ?? ''}–${isMidnight(to) ? '24:00' : (to ?? '')}`;
  return `${day} ${from ?? ''} – ${formatWeekday(end, zone, now)} ${to ?? ''}`;
}

/** Formats a time that is known to the day: `21 Nov`, with the year if it is not the current one. */
export function formatDay(time: string | number, zone: string, now = Date.now()): string {
  return date(toLocalTime(Number(new Date(time)), zone), toLocalTime(now, zone).year);
}

/** Formats a time in full: `2026-11-21 19:23:11.123`. */
export function formatExact(time: string | number, zone: string): string {
  const millis = Number(new Date(time));
  const fraction = String(((millis % 1000) + 1000) % 1000).padStart(3, '0');
  return `${formatInput(millis, zone)}.${fraction}`;
}

/** Formats a time as `parseLocalTime` reads it: `2026-11-21 19:23:11`. */
export function formatInput(time: number, zone: string): string {
  const { year, month, day, hour, minute, second } = toLocalTime(time, zone);
  return `${String(year).padStart(4, '0')}-${two(month)}-${two(day)} ${two(hour)}:${two(minute)}:${two(second)}`;
}

/** Formats a tick of an axis whose ticks are `step` milliseconds apart. */
export function formatTick(time: number, zone: string, step: number): string {
  const local = toLocalTime(time, zone);
  // Ticks that are months apart can span years.
  if (step >= 30 * 86_400_000) return date(local, NaN);
  if (step >= 86_400_000 || (local.hour === 0 && local.minute === 0 && local.second === 0)) {
    return `${local.day} ${MONTHS[local.month - 1] ?? ''}`;
  }
  const clock = `${two(local.hour)}:${two(local.minute)}`;
  return step < 60_000 ? `${clock}:${two(local.second)}` : clock;
}

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** Formats a count with its unit: `1 event`, `1,204 events`, `2 countries`. */
export function plural(count: number, unit: string, units = `${unit}s`): string {
  return `${formatCount(count)} ${count === 1 ? unit : units}`;
}

/**
 * Formats a part of a duration (milliseconds): `40 minutes`, `3 of 24 hours`, `24 of 31 days`. Never rounds
 * to nothing or to the whole.
 */
export function formatShare(part: number, whole: number): string {
  if (whole - part < 1000) return 'the whole range';
  if (part < MINUTE) return 'less than a minute';
  if (part < 1.5 * HOUR) return plural(Math.round(part / MINUTE), 'minute');
  const [unit, name] = whole < 2 * DAY || part < DAY ? [HOUR, 'hour'] : [DAY, 'day'];
  const round = (millis: number, digits = 1) => Math.round((millis / unit) * digits) / digits;
  if (whole >= 2 * DAY && unit === HOUR) return plural(round(part), name);
  const [some, all] = [round(part), round(whole)];
  if (some < all) return `${some} of ${plural(all, name)}`;
  return `all but ${formatShare(whole - part, Infinity)}`;
}

/** Formats a count: `1,204`. */
export function formatCount(count: number): string {
  return count.toLocaleString('en');
}

/** Formats a size: `1.2 MB`. */
export function formatBytes(bytes: number): string {
  if (bytes < 1000) return `${bytes} B`;
  const units = ['kB', 'MB', 'GB', 'TB'];
  let value = bytes;
  let unit = '';
  for (const next of units) {
    if (value < 999.95) break;
    value /= 1000;
    unit = next;
  }
  return `${value.toFixed(1)} ${unit}`;
}
