import { describe, expect, test } from 'vitest';
import type { Event } from '../../api/types';
import { facetAt, hasStop, locationText, nearestStop, nextStop } from './stops';

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

describe('the keyboard’s stops', () => {
  test('are those that a row has', () => {
    expect(hasStop(event, 'ip', true)).toBe(true);
    expect(hasStop(bare, 'ip', true)).toBe(false);
    expect(hasStop(event, 'user', false)).toBe(false);
  });

  test('go from one to the next and end at the edges', () => {
    expect(nextStop(event, 'time', 1, true)).toBe('user');
    expect(nextStop(event, 'time', 1, false)).toBe('event');
    expect(nextStop(bare, 'outcome', 1, true)).toBe('details');
    expect(nextStop(bare, 'details', -1, true)).toBe('outcome');
    expect(nextStop(event, 'time', -1, true)).toBe('time');
    expect(nextStop(event, 'details', 1, true)).toBe('details');
  });

  test('are kept from row to row as far as they are there', () => {
    expect(nearestStop(event, 'location', true)).toBe('location');
    expect(nearestStop(bare, 'location', true)).toBe('outcome');
  });
});

test('values stand for filters', () => {
  expect(facetAt(event, 'user')).toEqual({ by: 'user', value: 'u_1' });
  expect(facetAt(event, 'outcome')).toEqual({ by: 'outcome', value: 'blocked' });
  expect(facetAt(event, 'location')).toEqual({ by: 'ip', value: '203.0.113.7' });
  expect(facetAt(bare, 'ip')).toBeNull();
  expect(facetAt({ ...event, outcome: 'expired' }, 'outcome')).toBeNull();
  expect(facetAt({ ...event, source: 'crm' }, 'source')).toBeNull();
  expect(facetAt(event, 'time')).toBeNull();
  expect(locationText(event)).toBe('Zürich, CH');
  expect(locationText({ ...event, client: { location: { country: 'CH' } } })).toBe('CH');
});
