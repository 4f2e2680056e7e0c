import { expect, test } from 'vitest';
import type { Period } from '../api/types';
import { answerFor, durationText, periodsIn } from './periods';
import { arrivalText } from './sources';

const time = (text: string) => Date.parse(`${text}:00.000Z`);
const period = (status: Period['status'], from: string | null, to: string | null): Period => ({
  status,
  from: from && `${from}:00.000Z`,
  to: to && `${to}:00.000Z`,
  changes: [],
});
const OCTOBER = { year: 2026, month: 10 };
const [START, END, NOW] = [time('2026-10-01T00:00'), time('2026-11-01T00:00'), time('2026-11-30T12:00')];
const answer = (...periods: Period[]) => answerFor(OCTOBER, periodsIn({ periods, isTruncated: false }, START, END, NOW), START, true);

test('answerFor_off_names_how_long', () => {
  const first = [period('on', '2026-10-24T19:00', null), period('off', null, '2026-10-24T19:00')];
  expect(answer(...first)).toEqual({ text: 'The monitor was off in October 2026 for 23 days 19 h.', isWhole: false });
  // Forty minutes, as a hostile admin would do.
  const short = [period('on', '2026-10-08T02:40', null), period('off', '2026-10-08T02:00', '2026-10-08T02:40'), period('on', null, '2026-10-08T02:00')];
  expect(answer(...short).text).toBe('The monitor was off in October 2026 for 40 min.');
  const twice = [...short, period('off', '2026-10-03T00:00', '2026-10-03T00:20')];
  expect(answer(...twice).text).toBe('The monitor was off in October 2026 for 1 h, in 2 periods.');
  expect(answer(period('off', null, null)).text).toBe('The monitor was off in all of October 2026.');
});

test('answerFor_on_throughout_is_whole', () => {
  expect(answer(period('on', '2026-01-01T00:00', null))).toEqual({ text: 'The monitor was on throughout October 2026.', isWhole: true });
});

test('answerFor_missing_details_or_imports_is_not_whole', () => {
  expect(answer(period('without_details', '2026-10-31T00:00', null), period('on', null, '2026-10-31T00:00'))).toEqual({
    text: 'The monitor was on throughout October 2026. No IP address, ISP and location for 1 day.',
    isWhole: false,
  });
  expect(answer(period('imported', null, null))).toEqual({
    text: 'The monitor was not on throughout October 2026. Only imported events for 31 days.',
    isWhole: false,
  });
});

test('answerFor_unknown_time_is_never_on', () => {
  expect(answer()).toEqual({ text: 'It is not known whether the monitor was on in October 2026.', isWhole: false });
  expect(answer(period('on', '2026-10-11T00:00', null))).toEqual({
    text: 'It is not known whether the monitor was on throughout October 2026. Unknown for 10 days.',
    isWhole: false,
  });
});

test('answerFor_current_month_ends_now', () => {
  const [from, to] = [time('2026-11-01T00:00'), time('2026-12-01T00:00')];
  const periods = periodsIn({ periods: [period('on', null, null)], isTruncated: false }, from, to, NOW);
  expect(answerFor({ year: 2026, month: 11 }, periods, from, false)).toEqual({ text: 'The monitor was on throughout November 2026 so far.', isWhole: true });
});

test('durationText_never_rounds_to_nothing', () => {
  expect([1, 59_999, 60_000, 3_599_999, 3_600_000, 5_400_000, 86_400_000, 2_073_600_000].map(durationText)).toEqual([
    'less than a minute', 'less than a minute', '1 min', '59 min', '1 h', '1 h 30 min', '1 day', '24 days',
  ]);
});

test('arrivalText_quiet_is_never_broken', () => {
  const at = (text: string) => ({ occurredAt: `${text}:00.000Z`, searchedAll: true });
  expect(arrivalText(at('2026-11-30T11:48'), NOW)).toBe('12 min ago');
  expect(arrivalText(at('2026-11-27T11:00'), NOW)).toBe('Quiet for 3 days 1 h');
  expect(arrivalText({ occurredAt: null, searchedAll: true }, NOW)).toBe('No event is kept');
  expect(arrivalText({ occurredAt: null, searchedAll: false }, NOW)).toBe('None among the events that were searched');
});
