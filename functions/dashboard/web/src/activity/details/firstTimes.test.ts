import { expect, test } from 'vitest';
import { testEvent } from '../table/testEvent';
import { firstTimes } from './firstTimes';

const event = { ...testEvent, client: { ...testEvent.client, location: { country: 'VN' } } };
const before = { sign_ins: 40, sign_in_days: 20, country_age: null, device_age: 3 };
const finding = {
  baseline: { before, countries: [], networks: [], devices: 2 },
  measures: { new_country: 1, new_device: 0, country: 'VN' },
  user: { id: 'u_1', name: 'Ada L.' },
};

test('firstTimes_names_a_new_country', () => {
  expect(firstTimes(finding, event)).toEqual(['First time from Vietnam for Ada L.']);
});

test('firstTimes_says_only_what_was_measured', () => {
  expect(firstTimes(finding, testEvent)).toEqual([]);
  expect(firstTimes({ ...finding, baseline: { ...finding.baseline, before: { ...before, country_age: 12 } } }, event)).toEqual([]);
  expect(firstTimes({ ...finding, baseline: { ...finding.baseline, before: { ...before, sign_ins: 0 } } }, event)).toEqual([]);
  expect(firstTimes({ ...finding, user: { id: 'u_2' } }, event)).toEqual([]);
  expect(firstTimes({ ...finding, baseline: null }, event)).toEqual([]);
});
