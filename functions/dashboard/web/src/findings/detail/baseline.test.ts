import { expect, test } from 'vitest';
import type { Event, FindingBaseline } from '../../api/types';
import { comparisonsOf } from './baseline';

const from = (country: string) => ({ client: { location: { country }, isp: 'Coral Bay Internet', device: 'Laptop' } }) as Event;
const baseline: FindingBaseline = {
  before: { sign_ins: 31, sign_in_days: 20, country_age: 0, network_age: null, device_age: 12, silent_days: 0, account_days: 90 },
  countries: [{ country: 'CH', last_day: '2026-11-21' }, { country: 'VN', last_day: '2026-11-21' }],
  networks: [{ asn: 64500, last_day: '2026-11-21' }],
  devices: 3,
  daily_items: { days: 20, median: 4, maximum: 12 },
};

const rowOf = (what: string, events: Event[], measures: Record<string, number>) =>
  comparisonsOf({ baseline, evidence: events, measures }).find((row) => row.what === what);

test('comparisonsOf_new_country_was_not_usual', () => {
  expect(rowOf('Countries', [from('VN')], { new_country: 1 })).toEqual({
    what: 'Countries',
    usual: 'Switzerland',
    happened: 'Vietnam, not used in the 90 days before',
    isUnusual: true,
  });
});

test('comparisonsOf_same_day_says_nothing_of_before', () => {
  // The sign-in of the finding itself can be the earlier use.
  expect(rowOf('Countries', [from('VN')], {})).toMatchObject({ happened: 'Vietnam', isUnusual: false });
  expect(rowOf('Devices', [from('VN')], {})).toMatchObject({ happened: 'Laptop, last used 12 days before' });
});

test('comparisonsOf_several_countries_name_no_age', () => {
  expect(rowOf('Countries', [from('VN'), from('CH')], { new_country: 1 })?.happened).toBe('Vietnam and Switzerland');
});

test('comparisonsOf_items_above_the_maximum_are_unusual', () => {
  expect(rowOf('Items read on a day', [], { items: 46, day_items: 46 })).toMatchObject({ happened: '46 items', isUnusual: true });
  expect(rowOf('Items read on a day', [], { day_items: 12 })?.isUnusual).toBe(false);
});

test('comparisonsOf_unknown_baseline_is_empty', () => {
  expect(comparisonsOf({ baseline: null, evidence: [from('VN')], measures: {} })).toEqual([]);
});
