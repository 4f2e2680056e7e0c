import { expect, test } from 'vitest';
import type { Summary } from '../../api/types';
import { crmCatalog } from '../../view/testCatalog';
import { SEARCHED, starts, suggestionsFor, type Found } from './suggestions';
import { tokensOf } from './tokens';

const counted = (facets: Summary['facets']) => ({ facets }) as Summary;
const value = (value: string, label: string, type?: string) => ({ value, label, count: 2, people: 1, ...(type !== undefined && { type }) });
const found: Found = {
  users: [{ id: 'u_1', name: 'Customer Care', email: 'care@northwind.example', last_seen_at: null } as never],
  values: counted({
    target: { distinct: 2, values: [value('item:i_1', 'Customer database', 'item'), value('vault:v_1', 'Engineering', 'vault')] },
    device: { distinct: 0, values: [] },
  }),
  networks: counted({ isp: { distinct: 1, values: [value('AS3303', 'Swisscom')] } }),
};

const offered = (search: string, names = SEARCHED) => {
  const [token] = tokensOf(search);
  if (!token) throw new Error('no token');
  return Object.fromEntries(suggestionsFor(token, names, crmCatalog, found).map(({ title, suggestions }) => [title, suggestions.map(({ label }) => label)]));
};

test('suggestions_are_grouped_and_match_the_text', () => {
  const groups = offered('customer');
  expect(groups).toMatchObject({ People: ['Customer Care'], Items: ['Customer database'], Text: ['Text contains “customer”'] });
  expect(groups).not.toHaveProperty('Networks');
  expect(offered('swit')).toMatchObject({ Countries: ['Switzerland'] });
  expect(offered('item read')).toMatchObject({ Events: ['Item Read'] });
});

test('suggestions_address_part_offers_its_range', () => {
  expect(offered('203.0.113')).toMatchObject({ Addresses: ['203.0.113.0/24'] });
  expect(offered('203.0.113.7')).toMatchObject({ Addresses: ['203.0.113.7'] });
  expect(offered('203')).not.toHaveProperty('Addresses');
});

test('suggestions_named_filter_has_one_group', () => {
  expect(Object.keys(offered('country:an'))).toEqual(['Countries']);
  expect(offered('item:data')).toEqual({ Items: ['Customer database', 'Name contains “data”'] });
});

test('suggestions_minus_gives_exclusions', () => {
  const [token] = tokensOf('-country:CH');
  const [group] = token ? suggestionsFor(token, SEARCHED, crmCatalog, found) : [];
  expect(group?.suggestions.map((one) => 'facet' in one && one.facet)).toContainEqual({ by: 'country', value: 'CH', isExcluded: true });
});

test('suggestions_of_hidden_details_are_not_offered', () => {
  const names = SEARCHED.filter((name) => !['country', 'ip', 'isp'].includes(name));
  expect(offered('switzerland', names)).not.toHaveProperty('Countries');
  expect(starts(names)[0]?.suggestions.map(({ label }) => label)).not.toContain('country:');
});

test('suggestions_failed_search_is_no_empty_result', () => {
  const [token] = tokensOf('vogel');
  const groups = token ? suggestionsFor(token, ['user', 'target'], crmCatalog, { users: null, values: undefined, networks: undefined }) : [];
  expect(groups.map(({ title, note }) => [title, note])).toEqual([['People', 'Search failed'], ['Items', 'Searching…']]);
});
