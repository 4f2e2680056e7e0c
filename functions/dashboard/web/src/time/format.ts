import { toWall, type WallTime } from './zone';

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

const two = (value: number) => String(value).padStart(2, '0');

function date({ day, month, year }: WallTime, thisYear: number): string {
  const text = `${two(day)} ${MONTHS[month - 1] ?? ''}`;
  return year === thisYear ? text : `${text} ${year}`;
}

/** `21 Nov 19:23:11`, with the year where it is not this one. */
export function formatTime(time: string | number, zone: string, now = Date.now()): string {
  const wall = toWall(Number(new Date(time)), zone);
  const clock = `${two(wall.hour)}:${two(wall.minute)}:${two(wall.second)}`;
  return `${date(wall, toWall(now, zone).year)} ${clock}`;
}

/** `2026-11-21 19:23:11.123`: nothing is left out. */
export function formatExact(time: string | number, zone: string): string {
  const millis = Number(new Date(time));
  const fraction = String(((millis % 1000) + 1000) % 1000).padStart(3, '0');
  return `${formatInput(millis, zone)}.${fraction}`;
}

/** `2026-11-21 19:23:11`: what a person can type back. */
export function formatInput(time: number, zone: string): string {
  const { year, month, day, hour, minute, second } = toWall(time, zone);
  return `${String(year).padStart(4, '0')}-${two(month)}-${two(day)} ${two(hour)}:${two(minute)}:${two(second)}`;
}

/** Short text for a tick of an axis whose marks are `step` milliseconds apart. */
export function formatTick(time: number, zone: string, step: number): string {
  const wall = toWall(time, zone);
  // Marks that are months apart may be of two years.
  if (step >= 30 * 86_400_000) return date(wall, NaN);
  if (step >= 86_400_000 || (wall.hour === 0 && wall.minute === 0 && wall.second === 0)) {
    return `${wall.day} ${MONTHS[wall.month - 1] ?? ''}`;
  }
  const clock = `${two(wall.hour)}:${two(wall.minute)}`;
  return step < 60_000 ? `${clock}:${two(wall.second)}` : clock;
}

const UNITS: [number, string][] = [
  [86_400, 'day'],
  [3_600, 'hour'],
  [60, 'minute'],
  [1, 'second'],
];

/** `6 hours`, `90 seconds`: a span in its largest whole unit; one that has none is rounded, `about 6.9 days`. */
export function formatSpan(seconds: number): string {
  const fitting = UNITS.filter(([size]) => seconds >= size);
  const whole = fitting.find(([size]) => seconds % size === 0 && seconds / size < 100);
  const [size, unit] = whole ?? fitting[0] ?? [1, 'second'];
  const count = seconds / size;
  const rounded = Math.round(count * 10) / 10;
  return `${rounded === count ? '' : 'about '}${rounded.toLocaleString('en')} ${unit}${rounded === 1 ? '' : 's'}`;
}

/** `1,204`. */
export function formatCount(count: number): string {
  return count.toLocaleString('en');
}

/** `1.2 MB`. */
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
