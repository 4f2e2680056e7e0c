import { expect, test } from 'vitest';
import type { Summary } from '../api/types';
import { newCountries } from '../view/newCountries';
import { busiestHour, specialOf } from './busiestHour';
import { offPeriods } from './offPeriods';
import { nameOfPrevious } from './useTimes';
import { weeksAt } from './week';

const value = (value: string, count: number, people = 1) => ({ value, label: value, count, people });
const summary = (total: number, facets: Summary['facets'] = {}): Summary => ({
  from: '2026-11-15T00:00:00Z',
  to: '2026-11-15T03:00:00Z',
  time_zone: 'UTC',
  bucket: 'hour',
  buckets: [],
  total,
  failures: 0,
  complete: true,
  facets,
});

test('weeksAt_last_week_ends_at_the_same_clock_time', () => {
  // The clocks change on Sunday, 25 October.
  const { current, last } = weeksAt(Date.parse('2026-10-28T09:30:00Z'), 'Europe/Zurich');
  const text = (times: number[]) => times.map((time) => new Date(time).toISOString().slice(0, 16));
  expect(text(current)).toEqual(['2026-10-25T23:00', '2026-10-28T09:30']);
  expect(text(last)).toEqual(['2026-10-18T22:00', '2026-10-21T08:30']);
});

test('newCountries_omits_countries_of_the_time_before', () => {
  const facet = (...values: ReturnType<typeof value>[]) => summary(9, { country: { distinct: values.length, values } });
  const found = newCountries(facet(value('CH', 90), value('VN', 3), value('BR', 2, 2)), facet(value('CH', 1)));
  expect(found.map(({ code }) => code)).toEqual(['BR', 'VN']);
});

test('busiestHour_ignores_empty_hours_for_the_median', () => {
  const buckets = [4, 0, 25, 0, 6].map((total, hour) => ({ start: `2026-11-15T0${hour}:00:00Z`, total, failures: 0 }));
  const found = busiestHour({ buckets, to: '2026-11-15T05:00:00Z' });
  expect([found?.bar.total, found?.usual, found?.bar.to]).toEqual([25, 6, Date.parse('2026-11-15T03:00:00Z')]);
  expect(busiestHour({ buckets: [], to: '2026-11-15T05:00:00Z' })).toBeNull();
});

test('specialOf_finds_what_is_frequent_only_in_the_hour', () => {
  const hour = summary(100, { type: { distinct: 2, values: [value('failed', 90)] }, user: { distinct: 50, values: [value('u_1', 3)] }, ip: { distinct: 2, values: [value('::1', 60)] } });
  const whole = summary(1000, { type: { distinct: 9, values: [value('read', 500), value('failed', 100)] }, ip: { distinct: 9, values: [value('::1', 600)] } });
  expect(specialOf(hour, whole).map(({ by, usualShare }) => [by, usualShare])).toEqual([['type', 0.1]]);
});

test('offPeriods_joins_touching_times', () => {
  const period = (status: 'on' | 'off', from: string | null, to: string | null) => ({ status, from, to, changes: [] });
  const periods = [
    period('on', '2026-11-05T00:00:00Z', null),
    period('off', '2026-11-04T00:00:00Z', '2026-11-05T00:00:00Z'),
    period('off', '2026-11-03T00:00:00Z', '2026-11-04T00:00:00Z'),
    period('on', '2026-10-01T00:00:00Z', '2026-11-03T00:00:00Z'),
    period('off', null, '2026-10-01T00:00:00Z'),
  ];
  const found = offPeriods({ periods, isTruncated: false }, Date.parse('2026-10-15T00:00:00Z'), Date.parse('2026-11-10T00:00:00Z'));
  expect(found.map(({ from, to }) => [from, to])).toEqual([[Date.parse('2026-11-03T00:00:00Z'), Date.parse('2026-11-05T00:00:00Z')]]);
});

test('nameOfPrevious_names_the_length', () => {
  expect(nameOfPrevious({ kind: 'last', last: '7d' }, 0, 'UTC')).toBe('the 7 days before');
  expect(nameOfPrevious({ kind: 'exact', from: '2026-11-15T00:00:00Z', to: '2026-11-15T06:00:00Z' }, 0, 'UTC')).toBe('the 6 hours before');
});
