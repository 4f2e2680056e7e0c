import { describe, expect, test } from 'vitest';
import type { Catalog } from '../../api/eventTypes';
import type { EventType } from '../../api/types';
import { rememberUsers } from '../../api/users';
import { facetText } from '../../ui/FacetText';
import { typeChoices } from '../../view/choices';
import { searchChoices } from './ChoiceFilter';

const types: EventType[] = [
  { id: 'pass.item.read', label: 'Item Read', category: 'Items', description: 'An item was opened.', class: 'item.read' },
  { id: 'pass.item.used', label: 'Item Used', category: 'Items', description: 'An item was filled in.', class: 'item.read' },
  { id: 'account.login.failed_2fa', label: 'Login Failed 2FA', category: 'Sign-in', description: 'Wrong second factor.', class: 'sign_in.failed' },
];
const catalog: Catalog = { types, byId: new Map(types.map((type) => [type.id, type])) };

describe('event choices', () => {
  test('typeChoices_group_by_source_and_category', () => {
    expect(typeChoices(catalog).map(({ label, choices }) => [label, choices.map(({ value }) => value)])).toEqual([
      ['Pass · Items', ['pass.item.read', 'pass.item.used']],
      ['Account · Sign-in', ['account.login.failed_2fa']],
    ]);
    expect(typeChoices(undefined)).toEqual([]);
  });

  test('searchChoices_match_label_id_or_category', () => {
    const found = (search: string) =>
      searchChoices(typeChoices(catalog), search).flatMap(({ choices }) => choices.map(({ label }) => label));
    expect(found('')).toHaveLength(3);
    expect(found('failed login')).toEqual(['Login Failed 2FA']);
    expect(found('pass items USED')).toEqual(['Item Used']);
    expect(found('failed_2fa')).toEqual(['Login Failed 2FA']);
    expect(found('fax')).toEqual([]);
  });
});

test('facetText_names_filter_and_value', () => {
  rememberUsers([{ id: 'u_1', name: 'Ada L.' }, { id: 'u_2', email: 'b@example.com' }, { id: 'u_3' }]);
  const text = (facet: Parameters<typeof facetText>[0]) => facetText(facet, catalog);
  expect(text({ by: 'user', value: 'u_1' })).toBe('user: Ada L.');
  expect(text({ by: 'user', value: 'u_2' })).toBe('user: b@example.com');
  expect(text({ by: 'user', value: 'u_3' })).toBe('user: u_3');
  expect(text({ by: 'type', value: 'pass.item.read' })).toBe('event: Item Read');
  expect(text({ by: 'type', value: 'pass.item.*' })).toBe('event: pass.item.*');
  expect(text({ by: 'source', value: 'vpn' })).toBe('source: VPN');
  expect(text({ by: 'outcome', value: 'blocked' })).toBe('outcome: Blocked');
  expect(text({ by: 'ip', value: '2001:db8::/32' })).toBe('IP: 2001:db8::/32');
});
