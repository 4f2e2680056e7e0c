import { expect, test } from 'vitest';
import type { EventQuery } from '../../api/events';
import { NO_FILTERS } from '../../view/filters';
import { columnsFor } from './columns';
import { exportRequest, type Choices } from './request';

const query: EventQuery = {
  scope: 'organization',
  filters: { ...NO_FILTERS, user: ['u_1'], outcome: ['failure'], ip: ['203.0.113.0/24'], not: { ...NO_FILTERS.not, country: ['CH'] } },
  bounds: { from: '2026-11-14T00:00:00.000Z', to: '2026-11-21T00:00:00.000Z' },
  requestedAt: 0,
};
const choices: Choices = { format: 'csv', zone: 'Europe/Zurich', columns: ['ip', 'time_local', 'time_utc'], withDetails: true };

test('exportRequest_has_filters_and_bounds_of_the_query', () => {
  expect(exportRequest(query, 'u_me', choices)).toEqual({
    filters: {
      user: ['u_1'],
      outcome: ['failure'],
      ip: ['203.0.113.0/24'],
      'not.country': ['CH'],
      from: '2026-11-14T00:00:00.000Z',
      to: '2026-11-21T00:00:00.000Z',
    },
    format: 'csv',
    time_zone: 'Europe/Zurich',
    columns: ['time_utc', 'time_local', 'ip'],
  });
});

test('exportRequest_own_events_has_only_own_user', () => {
  const own = exportRequest({ ...query, scope: 'own' }, 'u_me', choices);
  expect(own.filters?.user).toEqual(['u_me']);
});

test('exportRequest_json_lines_has_no_columns', () => {
  const lines = exportRequest(query, 'u_me', { ...choices, format: 'jsonl.gz' });
  expect(lines).not.toHaveProperty('columns');
  expect(lines).not.toHaveProperty('time_zone');
});

test('exportRequest_omits_empty_and_duplicate_columns', () => {
  const { columns } = exportRequest(query, 'u_me', { ...choices, zone: 'UTC', withDetails: false });
  expect(columns).toEqual(['time_utc']);
  expect(columnsFor('UTC', false)).not.toContain('asn');
});
