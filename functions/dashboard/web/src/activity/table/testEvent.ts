import type { Event } from '../../api/types';

/** An event with every property, for tests. */
export const testEvent: Event = {
  id: 'e1',
  organization_id: 'org',
  type: 'pass.item.read',
  source: 'pass',
  occurred_at: '2026-11-21T19:23:11.123Z',
  recorded_at: '2026-11-21T19:23:11.480Z',
  outcome: 'blocked',
  actor: { id: 'u_1', name: 'Ada L.', email: 'ada@northwind.example' },
  targets: [
    { type: 'item', id: 'i_1', name: 'Customer database' },
    { type: 'vault', id: 'v_1' },
  ],
  client: { ip: '203.0.113.7', isp: 'Alpenlicht', asn: 64500, device: 'Firefox on Linux', location: { country: 'CH', city: 'Zürich' } },
  session_id: 's_1',
  details: 'shown',
  metadata: {},
};
