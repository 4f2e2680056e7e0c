import { expect, test } from 'vitest';
import { crmCatalog } from '../../view/testCatalog';
import { categories, sourceGroups, typeId } from './groups';

const found = (search: string) =>
  sourceGroups(crmCatalog, search).map(({ source, types, total }) => [source.id, types.map(({ id }) => id), total]);

test('sourceGroups_list_registered_sources_first', () => {
  expect(found('')).toEqual([
    ['crm', ['crm.contact.created', 'crm.contact.deleted', 'crm.deal.won'], 3],
    ['pass', ['pass.item.read'], 1],
  ]);
});

test('sourceGroups_search_matches_type_class_or_source', () => {
  expect(found('deal')).toEqual([['crm', ['crm.deal.won'], 3]]);
  expect(found('item deleted')).toEqual([['crm', ['crm.contact.deleted'], 3]]);
  expect(found('crm contacts CREATED')).toEqual([['crm', ['crm.contact.created'], 3]]);
  expect(found('Pass')).toEqual([['pass', ['pass.item.read'], 1]]);
  expect(found('fax')).toEqual([]);
});

test('categories_start_with_those_of_the_source', () => {
  expect(categories(crmCatalog.types, 'crm')).toEqual(['Contacts', 'Deals', 'Items']);
});

test('typeId_adds_the_prefix_once', () => {
  expect(typeId('crm', ' contact.created ')).toBe('crm.contact.created');
  expect(typeId('crm', 'crm.contact.created')).toBe('crm.contact.created');
  expect(typeId('crm', 'crmx')).toBe('crm.crmx');
});
