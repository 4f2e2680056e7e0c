import { catalogOf } from '../api/catalog';
import type { EventType } from '../api/types';

/** Returns an event type for tests. */
export function typeOf(id: string, label: string, category: string, rest: Partial<EventType> = {}): EventType {
  const source = id.slice(0, id.indexOf('.'));
  return { id, source, label, category, description: `${label}.`, class: 'other', built_in: source !== 'crm', ...rest };
}

/** A catalog with a built-in and a registered source, for tests. */
export const crmCatalog = catalogOf(
  [
    { id: 'pass', label: 'Pass', built_in: true },
    { id: 'crm', label: 'CRM', built_in: false, registered_at: '2026-11-21T19:23:11.123Z' },
  ],
  [
    typeOf('pass.item.read', 'Item Read', 'Items'),
    typeOf('crm.contact.created', 'Contact Created', 'Contacts', { class: 'item.created' }),
    typeOf('crm.contact.deleted', 'Contact Deleted', 'Contacts', { class: 'item.deleted' }),
    typeOf('crm.deal.won', 'Deal Won', 'Deals'),
  ],
);
