import { describe, expect, test } from 'vitest';
import type { Event } from '../../api/types';
import { NO_FILTERS } from '../../view/filters';
import { testEvent as event } from './testEvent';
import { isSelected, locationText, rowValues, valuesAt, type Cell } from './values';

const bare: Event = { ...event, targets: [], client: {}, session_id: null, details: 'hidden' };
const facets = (event: Event, cell: Cell) => valuesAt(event, cell, undefined).map(({ facet }) => facet);

describe('valuesAt', () => {
  test('valuesAt_returns_the_filter_of_each_cell', () => {
    expect(facets(event, 'user')).toEqual([{ by: 'user', value: 'u_1' }]);
    expect(facets(event, 'event')).toEqual([{ by: 'type', value: 'pass.item.read' }]);
    expect(facets(event, 'outcome')).toEqual([{ by: 'outcome', value: 'blocked' }]);
    expect(facets(event, 'target')).toEqual([{ by: 'target', value: 'item:i_1' }]);
    expect(facets(event, 'isp')).toEqual([{ by: 'isp', value: 'AS64500' }]);
    expect(facets(event, 'device')).toEqual([{ by: 'device', value: 'Firefox on Linux' }]);
    expect(facets(event, 'session')).toEqual([{ by: 'session', value: 's_1' }]);
    expect(facets(event, 'time')).toEqual([]);
  });

  test('valuesAt_location_is_country_then_address', () => {
    expect(facets(event, 'location')).toEqual([{ by: 'country', value: 'CH' }, { by: 'ip', value: '203.0.113.7' }]);
    expect(valuesAt(event, 'location', undefined)[0]?.text).toBe('Switzerland');
  });

  test('valuesAt_more_targets_lists_all', () => {
    expect(valuesAt(event, 'targets', undefined).map(({ text }) => text)).toEqual(['Customer database', 'v_1']);
    expect(valuesAt(event, 'target', undefined)[0]?.copies).toEqual([['Copy name', 'Customer database'], ['Copy ID', 'i_1']]);
  });

  test('valuesAt_missing_values_returns_none', () => {
    for (const cell of ['target', 'targets', 'location', 'ip', 'isp', 'device', 'session'] as const) {
      expect(valuesAt(bare, cell, undefined), cell).toEqual([]);
    }
  });

  test('valuesAt_unknown_outcome_has_no_filter', () => {
    expect(facets({ ...event, outcome: 'expired' }, 'outcome')).toEqual([null]);
    expect(valuesAt({ ...event, outcome: 'expired' }, 'outcome', undefined)[0]?.text).toBe('expired');
  });

  test('valuesAt_network_without_number_is_its_name', () => {
    expect(facets({ ...event, client: { isp: 'Alpenlicht' } }, 'isp')).toEqual([{ by: 'isp', value: 'Alpenlicht' }]);
  });
});

test('rowValues_leaves_out_the_user_of_own_events', () => {
  const names = (withUser: boolean) => rowValues(event, withUser, undefined).map(({ facet }) => facet?.by);
  expect(names(true)).toEqual(['user', 'type', 'target', 'target', 'outcome', 'country', 'ip', 'isp', 'device', 'source']);
  expect(names(false)).not.toContain('user');
});

test('isSelected_is_false_for_excluded_values', () => {
  const facet = { by: 'country', value: 'CH' } as const;
  expect(isSelected({ ...NO_FILTERS, country: ['CH'] }, facet)).toBe(true);
  expect(isSelected({ ...NO_FILTERS, not: { ...NO_FILTERS.not, country: ['CH'] } }, facet)).toBe(false);
});

test('locationText_names_the_country', () => {
  expect(locationText(event)).toBe('Zürich, Switzerland');
  expect(locationText({ ...event, client: { location: { country: 'VN' } } })).toBe('Vietnam');
  expect(locationText(bare)).toBeNull();
});
