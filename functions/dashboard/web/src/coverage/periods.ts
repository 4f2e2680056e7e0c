import type { Coverage } from '../api/coverage';
import type { Period } from '../api/types';
import { plural } from '../time/format';
import { monthName, type Month } from './month';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** A period, and the part of it that is in a month. */
export type MonthPeriod = { period: Period; from: number; to: number };

/** Returns the periods of a month, the latest first. A period that goes on ends `now`. */
export function periodsIn({ periods }: Coverage, from: number, to: number, now: number): MonthPeriod[] {
  return periods.flatMap((period) => {
    const start = Math.max(from, period.from == null ? -Infinity : Date.parse(period.from));
    const end = Math.min(to, now, period.to == null ? Infinity : Date.parse(period.to));
    return start < end ? [{ period, from: start, to: end }] : [];
  });
}

/** Returns a duration in its two largest units: `24 days 19 h`, `40 min`. Never rounds to nothing. */
export function durationText(millis: number): string {
  if (millis < MINUTE) return 'less than a minute';
  const minutes = Math.floor(millis / MINUTE);
  if (millis < HOUR) return `${minutes} min`;
  const join = (first: string, count: number, unit: string) => (count === 0 ? first : `${first} ${count} ${unit}`);
  if (millis < DAY) return join(`${Math.floor(millis / HOUR)} h`, minutes % 60, 'min');
  return join(plural(Math.floor(millis / DAY), 'day'), Math.floor(millis / HOUR) % 24, 'h');
}

/** Whether the monitor was on in a month: a sentence, and whether anything is missing. */
export type MonthAnswer = { text: string; isWhole: boolean };

/** Answers whether the monitor was on throughout a month. */
export function answerFor(month: Month, periods: readonly MonthPeriod[], from: number, isOver: boolean): MonthAnswer {
  const name = monthName(month);
  const known = periods.reduce((sum, { from, to }) => sum + to - from, 0);
  const end = periods[0]?.to ?? from;
  const total = (status: string) => periods.filter(({ period }) => period.status === status).reduce((sum, { from, to }) => sum + to - from, 0);
  const [off, imported, withoutDetails] = [total('off'), total('imported'), total('without_details')];
  const rest = Math.max(0, end - from - known);
  const soFar = isOver ? '' : ' so far';
  const parts = [
    imported > 0 && `Only imported events for ${durationText(imported)}.`,
    withoutDetails > 0 && `No IP address, ISP and location for ${durationText(withoutDetails)}.`,
    rest > 0 && `Unknown for ${durationText(rest)}.`,
  ].filter((part) => part !== false);
  if (periods.length === 0) return { text: `It is not known whether the monitor was on in ${name}.`, isWhole: false };
  const count = periods.filter(({ period }) => period.status === 'off').length;
  return { text: [firstSentence(), ...parts].join(' '), isWhole: off === 0 && parts.length === 0 };

  function firstSentence(): string {
    if (off >= end - from) return `The monitor was off in all of ${name}${soFar}.`;
    if (off > 0) return `The monitor was off in ${name}${soFar} for ${durationText(off)}${count > 1 ? `, in ${plural(count, 'period')}` : ''}.`;
    if (rest > 0) return `It is not known whether the monitor was on throughout ${name}${soFar}.`;
    if (imported > 0) return `The monitor was not on throughout ${name}${soFar}.`;
    return `The monitor was on throughout ${name}${soFar}.`;
  }
}
