import { expect, test } from 'vitest';
import type { Person } from '../api/types';
import { cell, peopleCsv } from './csv';
import { lastSeenText } from './labels';
import { peopleUrl, readPeopleView } from './peopleView';

const person: Person = {
  id: 'u_1',
  name: '=HYPERLINK("http://evil.example")',
  email: 'eve@northwind.example',
  last_seen_at: null,
  last_seen_day: '2026-09-14',
  sign_ins: 3,
  failed_sign_ins: 0,
  countries: ['CH', 'DE'],
  second_factor: 'never',
  items_read: 2,
  open_findings: 1,
};

// The same cases as those of the service's exports.
test.each([
  ['=1+1', "'=1+1"],
  [' =1+1', "' =1+1"],
  ['＝1', "'＝1"],
  ['\u{a0}\u{feff}=1', "'\u{a0}\u{feff}=1"],
  ['Eve;=1+1', `"Eve;'=1+1"`],
  ['Eve, -2+3', `"Eve,' -2+3"`],
  ["'=1", "''=1"],
  ['a=1', 'a=1'],
  ['say "hi"', '"say ""hi"""'],
])('cell_%j_is_no_formula', (text, expected) => {
  expect(cell(text)).toBe(expected);
});

test('peopleCsv_hides_countries_with_details', () => {
  const [head, row] = peopleCsv([person], false).trim().split('\r\n');
  expect(head).not.toContain('countries');
  expect(row).toBe(`u_1,"'=HYPERLINK(""http://evil.example"")",eve@northwind.example,2026-09-14,3,0,never,2,1`);
});

test('peopleUrl_reads_back_and_keeps_other_parameters', () => {
  const view = { q: 'é & o', sort: 'name', order: 'desc', secondFactor: 'never' } as const;
  const url = peopleUrl(view, new URLSearchParams('zone=UTC'));
  const query = new URLSearchParams(url.slice('/people?'.length));
  expect(readPeopleView(query)).toEqual(view);
  expect(query.get('zone')).toBe('UTC');
  expect(peopleUrl(readPeopleView(new URLSearchParams('sort=nope&second_factor=maybe')))).toBe('/people');
});

test('lastSeenText_day_is_approximate', () => {
  expect(lastSeenText(person, 'UTC')).toMatch(/^About 14 Sep/);
  expect(lastSeenText({ last_seen_at: null, last_seen_day: null }, 'UTC')).toBe('Not known');
});
