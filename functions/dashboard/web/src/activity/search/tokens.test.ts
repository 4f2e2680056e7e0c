import { expect, test } from 'vitest';
import { crmCatalog } from '../../view/testCatalog';
import { resolveToken, tokensOf } from './tokens';

/** Returns the facets of a search as texts, or its error. */
const read = (search: string) =>
  tokensOf(search).map((token) => {
    const resolved = resolveToken(token, crmCatalog);
    return 'error' in resolved ? `error: ${resolved.error}` : `${resolved.facet.isExcluded ? '-' : ''}${resolved.facet.by}=${resolved.facet.value}`;
  });

test('tokens_name_filters_by_label_or_api_name', () => {
  expect(read('item:"Customer database"')).toEqual(['target=Customer database']);
  expect(read('country:ch')).toEqual(['country=CH']);
  expect(read('Country:Switzerland')).toEqual(['country=CH']);
  expect(read('person:u_1')).toEqual(['user=u_1']);
  expect(read('ip:203.0.113.0/24')).toEqual(['ip=203.0.113.0/24']);
  expect(read('event:"Item Read"')).toEqual(['type=pass.item.read']);
  expect(read('event:crm.*')).toEqual(['type=crm.*']);
  expect(read('outcome:failed')).toEqual(['outcome=failure']);
  expect(read('source:CRM')).toEqual(['source=crm']);
  expect(read('network:Swisscom')).toEqual(['isp=Swisscom']);
  expect(read('device:Firefox')).toEqual(['device=Firefox*']);
  expect(read('device:"Firefox on Linux"')).toEqual(['device=Firefox on Linux']);
});

test('tokens_minus_or_not_excludes', () => {
  expect(read('-country:CH')).toEqual(['-country=CH']);
  expect(read('not item:"Customer database"')).toEqual(['-target=Customer database']);
  expect(read('-203.0.113.7')).toEqual(['-ip=203.0.113.7']);
  expect(read('not urgent')).toEqual(['-text=urgent']);
});

test('tokens_several_are_read_in_one_go', () => {
  expect(read('item:Customer database -country:CH outcome:failure')).toEqual(['target=Customer database', '-country=CH', 'outcome=failure']);
  expect(read('vogel country:VN')).toEqual(['text=vogel', 'country=VN']);
  expect(read('item:"Customer database" export')).toEqual(['target=Customer database', 'text=export']);
});

test('tokens_without_name_are_address_email_or_text', () => {
  expect(read('2001:db8::7')).toEqual(['ip=2001:db8::7']);
  expect(read('hannah@northwind.example')).toEqual(['user=hannah@northwind.example']);
  expect(read('customer database')).toEqual(['text=customer database']);
  // Not a filter's name.
  expect(read('https://northwind.example')).toEqual(['text=https://northwind.example']);
});

test('tokens_wrong_value_says_what_to_do', () => {
  expect(read('ip:203.0.113')).toEqual(['error: “203.0.113” is not an address. Example: 203.0.113.7 or 2001:db8::/32.']);
  expect(read('country:Atlantis')).toEqual(['error: There is no country “Atlantis”. Select one from the list.']);
  expect(read('person:Hannah Vogel')).toEqual(['error: Select a person from the list, or type an email or ID.']);
  expect(read('item:')).toEqual(['error: Type a value after “item:”.']);
});
