import { describe, expect, test } from 'vitest';
import type { Event } from '../../api/types';
import { facetAt, hasCell, locationText, nearestCell, nextCell } from './cells';

const event: Event = {
  id: 'e1',
  organization_id: 'org',
  type: 'pass.item.read',
  source: 'pass',
  occurred_at: '2026-11-21T19:23:11.123Z',
  recorded_at: '2026-11-21T19:23:11.480Z',
  outcome: 'blocked',
  actor: { id: 'u_1', name: 'Ada L.' },
  targets: [],
  client: { ip: '203.0.113.7', location: { country: 'CH', city: 'Zürich' } },
  details: 'shown',
  metadata: {},
};
const bare: Event = { ...event, client: {}, details: 'hidden' };

describe('keyboard navigation', () => {
  test('hasCell_follows_the_values_of_the_row', () => {
    expect(hasCell(event, 'ip', true)).toBe(true);
    expect(hasCell(bare, 'ip', true)).toBe(false);
    expect(hasCell(event, 'user', false)).toBe(false);
  });

  test('nextCell_skips_missing_values_and_ends_at_edges', () => {
    expect(nextCell(event, 'time', 1, true)).toBe('user');
    expect(nextCell(event, 'time', 1, false)).toBe('event');
    expect(nextCell(bare, 'outcome', 1, true)).toBe('details');
    expect(nextCell(bare, 'details', -1, true)).toBe('outcome');
    expect(nextCell(event, 'time', -1, true)).toBe('time');
    expect(nextCell(event, 'details', 1, true)).toBe('details');
  });

  test('nearestCell_falls_back_to_an_earlier_cell', () => {
    expect(nearestCell(event, 'location', true)).toBe('location');
    expect(nearestCell(bare, 'location', true)).toBe('outcome');
  });
});

test('facetAt_returns_the_filter_of_a_value', () => {
  expect(facetAt(event, 'user')).toEqual({ by: 'user', value: 'u_1' });
  expect(facetAt(event, 'outcome')).toEqual({ by: 'outcome', value: 'blocked' });
  expect(facetAt(event, 'location')).toEqual({ by: 'ip', value: '203.0.113.7' });
  expect(facetAt(bare, 'ip')).toBeNull();
  expect(facetAt({ ...event, outcome: 'expired' }, 'outcome')).toBeNull();
  expect(facetAt({ ...event, source: 'crm' }, 'source')).toEqual({ by: 'source', value: 'crm' });
  expect(facetAt(event, 'time')).toBeNull();
  expect(locationText(event)).toBe('Zürich, CH');
  expect(locationText({ ...event, client: { location: { country: 'CH' } } })).toBe('CH');
});
