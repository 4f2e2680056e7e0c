import { fromLocalTime, toLocalTime } from '../time/zone';

/** This week until now, and last week until the same day and time of the clock. In milliseconds. */
export type Weeks = { current: [number, number]; last: [number, number] };

/** Returns the weeks of a time. Weeks start on Monday in `zone`. */
export function weeksAt(now: number, zone: string): Weeks {
  const local = toLocalTime(now, zone);
  const weekday = (new Date(Date.UTC(local.year, local.month - 1, local.day)).getUTCDay() + 6) % 7;
  const dayOf = (days: number) => toLocalTime(Date.UTC(local.year, local.month - 1, local.day + days), 'UTC');
  const midnight = (days: number) => fromLocalTime(dayOf(days), zone);
  const { hour, minute, second } = local;
  const sameTime = fromLocalTime({ ...dayOf(-7), hour, minute, second }, zone);
  return { current: [midnight(-weekday), now], last: [midnight(-weekday - 7), sameTime] };
}
