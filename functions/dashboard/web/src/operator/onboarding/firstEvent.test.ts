import { expect, test } from 'vitest';
import { crmCatalog, typeOf } from '../../view/testCatalog';
import { catalogOf } from '../../api/catalog';
import { firstEventState } from './FirstEventStatus';
import { sendableTypes } from './sendableTypes';

test('firstEventState_follows_the_times_of_the_key', () => {
  const key = { id: 'k', name: 'K', sources: [], organizations: [], backfill: false, created_at: '2026-11-21T19:23:11.123Z' };
  const time = '2026-11-21T20:00:00.000Z';
  expect(firstEventState(key)).toBe('waiting');
  expect(firstEventState({ ...key, last_used_at: time })).toBe('unrecorded');
  expect(firstEventState({ ...key, last_used_at: time, first_event_at: time })).toBe('received');
  expect(firstEventState({ ...key, revoked_at: time })).toBe('revoked');
});

test('sendableTypes_are_of_the_key_and_not_deprecated', () => {
  const types = [...crmCatalog.types, typeOf('crm.deal.lost', 'Deal Lost', 'Deals', { deprecated_at: '2026-11-21T19:23:11.123Z' }), typeOf('monitor.enabled', 'On', 'Monitor')];
  const catalog = catalogOf(crmCatalog.sources, types);
  const ids = (sources: Parameters<typeof sendableTypes>[1]['sources']) => sendableTypes(catalog, { sources }).map(({ id }) => id);
  expect(ids(['crm'])).toEqual(['crm.contact.created', 'crm.contact.deleted', 'crm.deal.won']);
  expect(ids(['fax'])).toEqual([]);
  expect(ids('all')).toEqual(['pass.item.read', 'crm.contact.created', 'crm.contact.deleted', 'crm.deal.won']);
});
