import { describe, expect, test } from 'vitest';
import { catalogOf } from '../../api/catalog';
import { rememberUsers } from '../../api/users';
import { facetText } from '../../ui/FacetText';
import { sourceChoices, typeChoices, typedType, typeValueLabel } from '../../view/choices';
import { rememberLabel } from '../../view/valueLabels';
import { typeOf } from '../../view/testCatalog';
import { firstChoices, searchChoices } from './searchChoices';

const catalog = catalogOf(
  [
    { id: 'pass', label: 'Pass', built_in: true },
    { id: 'account', label: 'Account', built_in: true },
    { id: 'vpn', label: 'VPN', built_in: true },
    { id: 'crm', label: 'CRM', built_in: false },
  ],
  [
    typeOf('pass.item.read', 'Item Read', 'Items'),
    typeOf('pass.item.used', 'Item Used', 'Items'),
    typeOf('account.login.failed_2fa', 'Login Failed 2FA', 'Sign-in'),
    typeOf('crm.contact.created', 'Contact Created', 'Contacts'),
    typeOf('crm.contact.deleted', 'Contact Deleted', 'Contacts'),
    typeOf('crm.deal.won', 'Deal Won', 'Deals'),
    typeOf('erp.order', 'Order', 'Orders'),
  ],
);

describe('event choices', () => {
  test('typeChoices_group_by_source_and_category', () => {
    expect(typeChoices(catalog).map(({ label, choices }) => [label, choices.map(({ value }) => value)])).toEqual([
      ['Pass', ['pass.*', 'pass.item.*']],
      ['Pass · Items', ['pass.item.read', 'pass.item.used']],
      ['Account', ['account.*']],
      ['Account · Sign-in', ['account.login.failed_2fa']],
      ['CRM', ['crm.*', 'crm.contact.*']],
      ['CRM · Contacts', ['crm.contact.created', 'crm.contact.deleted']],
      ['CRM · Deals', ['crm.deal.won']],
      ['erp', ['erp.*']],
      ['erp · Orders', ['erp.order']],
    ]);
    expect(typeChoices(undefined)).toEqual([]);
  });

  test('searchChoices_match_label_id_or_category', () => {
    const found = (search: string) =>
      searchChoices(typeChoices(catalog), search).flatMap(({ choices }) => choices.map(({ value }) => value));
    expect(found('failed login')).toEqual(['account.login.failed_2fa']);
    expect(found('pass items USED')).toEqual(['pass.item.used']);
    expect(found('failed_2fa')).toEqual(['account.login.failed_2fa']);
    expect(found('crm.*')).toEqual(['crm.*']);
    expect(found('crm.contact')).toEqual(['crm.contact.*', 'crm.contact.created', 'crm.contact.deleted']);
    expect(found('fax')).toEqual([]);
    // Descriptions, other words and plurals.
    expect(found('mfa')).toEqual(['account.login.failed_2fa']);
    expect(found('sign-ins')).toEqual(['account.login.failed_2fa']);
    expect(found('second factor login')).toEqual(['account.login.failed_2fa']);
    expect(found('contacts registered later')).toEqual(['crm.contact.*']);
  });

  test('firstChoices_count_those_left_out', () => {
    const groups = typeChoices(catalog);
    const { shown, hidden } = firstChoices(groups, 5);
    expect(shown.flatMap(({ choices }) => choices)).toHaveLength(5);
    expect(hidden).toBe(8);
    expect(firstChoices(groups, 13)).toEqual({ shown: groups, hidden: 0 });
  });

  test('typeValueLabel_names_wildcards', () => {
    const label = (type: string) => typeValueLabel(type, catalog);
    expect(label('pass.*')).toBe('All of Pass');
    expect(label('crm.contact.*')).toBe('All of Contacts');
    expect(label('crm.nothing.*')).toBe('crm.nothing.*');
    expect(label('pass.item.read')).toBe('Item Read');
    expect(typeValueLabel('pass.*', undefined)).toBe('pass.*');
  });

  test('typedType_accepts_only_ids_and_wildcards', () => {
    for (const id of ['crm.*', 'crm.contact.*', ' crm.contact.created ']) expect(typedType(id)?.value).toBe(id.trim());
    for (const text of ['crm', 'crm.', '*', 'crm*', 'crm.*.created', 'Login failed', 'Crm.x']) expect(typedType(text)).toBeNull();
  });
});

test('sourceChoices_are_those_of_the_catalog', () => {
  expect(sourceChoices(catalog)[0]?.choices.map(({ label }) => label)).toEqual(['Pass', 'Account', 'VPN', 'CRM']);
  expect(sourceChoices(undefined)).toEqual([]);
});

test('facetText_names_filter_and_value', () => {
  rememberUsers([{ id: 'u_1', name: 'Ada L.' }, { id: 'u_2', email: 'b@example.com' }, { id: 'u_3' }]);
  const text = (facet: Parameters<typeof facetText>[0]) => facetText(facet, catalog);
  expect(text({ by: 'user', value: 'u_1' })).toBe('person: Ada L.');
  expect(text({ by: 'user', value: 'u_2' })).toBe('person: b@example.com');
  expect(text({ by: 'user', value: 'u_3' })).toBe('person: u_3');
  expect(text({ by: 'type', value: 'pass.item.read' })).toBe('event: Item Read');
  expect(text({ by: 'type', value: 'pass.item.*' })).toBe('event: All of Items');
  expect(text({ by: 'source', value: 'vpn' })).toBe('source: VPN');
  expect(text({ by: 'source', value: 'erp' })).toBe('source: erp');
  expect(text({ by: 'outcome', value: 'blocked' })).toBe('outcome: Blocked');
  expect(text({ by: 'ip', value: '2001:db8::/32' })).toBe('IP: 2001:db8::/32');
  expect(text({ by: 'country', value: 'VN', isExcluded: true })).toBe('not country: Vietnam');
  expect(text({ by: 'country', value: 'ZZ' })).toMatch(/^country: /);
  rememberLabel('isp', 'AS3303', 'Swisscom');
  expect(text({ by: 'isp', value: 'AS3303' })).toBe('network: Swisscom');
});
