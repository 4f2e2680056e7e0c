import { expect, test } from 'vitest';
import type { Measures, RuleId } from '../api/types';
import { crmCatalog } from '../view/testCatalog';
import { sentenceOf } from './sentence';

const of = (rule: RuleId, measures: Measures, key = { kind: 'person', value: 'u_ada' }) =>
  sentenceOf({ rule, measures, key, sentence: 'As the service says.' }, crmCatalog);

const NEW = { new_country: 1, new_network: 1, new_device: 1 };

// One finding of each rule, and the cases that change the words.
const CASES: [RuleId, Measures, string][] = [
  ['account.guessing', { fails: 12, addresses: 1, countries: 1 }, '12 failed sign-ins'],
  ['account.guessing', { fails: 12, addresses: 6, countries: 2 }, '12 failed sign-ins from 6 addresses in 2 countries'],
  ['account.guessed', { fails: 7, failed_network: 1, new_device: 1 }, 'Signed in after 7 failed sign-ins, from a network that had failed and a new device'],
  ['account.guessed', { fails: 5 }, 'Signed in after 5 failed sign-ins'],
  ['address.spray', { persons: 78, entered: 0 }, 'One address failed to sign in as 78 different people'],
  ['address.spray', { persons: 119, entered: 2 }, 'One address failed to sign in as 119 different people, and 2 of them got in'],
  ['organization.spray', { fails: 27, persons: 9, addresses: 9 }, '27 failed sign-ins of 9 people from 9 addresses'],
  ['account.new_place', { ...NEW, country: 'VN' }, 'Signed in from a new country (Vietnam), network and device'],
  // While details are hidden, the country is not named.
  ['account.new_place', { new_country: 1 }, 'Signed in from a new country'],
  ['account.impossible_travel', { kilometers: 8917, minutes: 328, other_country: 'VN', country: 'DE' }, 'Signed in from Vietnam and Germany, 8,917 km apart, within 5 h 28 min'],
  ['account.impossible_travel', { minutes: 40 }, 'Signed in at two places, too far apart, within 40 min'],
  ['account.dormant', { days: 60, new_country: 1 }, 'Signed in after at least 60 days without activity, from a new country'],
  ['account.takeover', { ...NEW, removed: 1, recovery: 1, items: 46, links: 3 }, 'New country, network and device, then second factor off and recovery changed, then 46 items read and 3 links created'],
  ['account.takeover', { new_device: 1, changes: 2, taken: 19 }, 'New device, then 2 protections of the account changed, then data read or taken out 19 times'],
  ['account.takeover', { new_device: 1, changes: 1, taken: 0 }, 'New device, then 1 protection of the account changed'],
  ['account.second_factor_off', { removed: 1, password: 1, recovery: 2, email: 0, hours: 24 }, 'Second factor off, and password and recovery changed within 24 h'],
  ['account.recovery_burst', { kinds: 3, minutes: 60 }, '3 ways to recover the account changed within 1 h'],
  ['item.mass_read', { items: 46, minutes: 10, new_country: 1 }, '46 different items read within 10 min, after a sign-in from a new country'],
  ['item.mass_read', { day_items: 110, hours: 24 }, '110 different items read within 24 h'],
  ['link.burst', { links: 6, minutes: 30 }, '6 links created within 30 min'],
  ['link.burst', { addresses: 6, countries: 3, hours: 24 }, 'One link opened from 6 addresses in 3 countries within 24 h'],
  ['member.leaver', { days: 14, items: 14, links: 1, exports: 0 }, 'Removed from the organization. In the 14 days before: 14 items read on one day and 1 link created'],
  ['session.elsewhere', { countries: 2, networks: 2, agents: 2, minutes: 60, other_country: 'DE', country: 'VN' }, 'One session used in 2 countries (Germany and Vietnam) within 1 h, by different programs'],
  ['admin.reach', { sign_ins: 1, reads: 3, exports: 0 }, 'Signed in to the account of another person and read items 3 times there'],
];

test.each(CASES)('%s %j', (rule, measures, sentence) => {
  expect(of(rule, measures)).toBe(sentence);
});

test('sentenceOf_weakened_protection_names_the_event', () => {
  expect(of('monitor.blinded', { monitoring: 1, changes: 2, persons: 1 }, { kind: 'type', value: 'crm.contact.deleted' })).toBe(
    'Monitoring weakened: Contact Deleted, 2 times by 1 person',
  );
});

test('sentenceOf_unknown_rule_is_that_of_the_service', () => {
  expect(of('account.newer' as RuleId, {})).toBe('As the service says.');
});
