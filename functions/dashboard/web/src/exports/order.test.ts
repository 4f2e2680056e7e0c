import { describe, expect, test } from 'vitest';
import type { Question } from '../api/events';
import { NO_FILTERS } from '../view/view';
import { columnsFor } from './columns';
import { orderOf, type Choices } from './order';

const question: Question = {
  whose: 'everybody',
  filters: { ...NO_FILTERS, users: ['u_1'], outcomes: ['failure'], ip: '203.0.113.0/24' },
  bounds: { from: '2026-11-14T00:00:00.000Z', to: '2026-11-21T00:00:00.000Z' },
  askedAt: 0,
};
const choices: Choices = { format: 'csv', zone: 'Europe/Zurich', columns: ['ip', 'time_local', 'time_utc'], withDetails: true };

describe('an order of an export', () => {
  test('is for what is being looked at', () => {
    expect(orderOf(question, 'u_me', choices)).toEqual({
      filters: {
        user: ['u_1'],
        outcome: ['failure'],
        ip: '203.0.113.0/24',
        from: '2026-11-14T00:00:00.000Z',
        to: '2026-11-21T00:00:00.000Z',
      },
      format: 'csv',
      time_zone: 'Europe/Zurich',
      columns: ['time_utc', 'time_local', 'ip'],
    });
  });

  test('of one’s own events is of nobody else’s', () => {
    const own = orderOf({ ...question, whose: 'own' }, 'u_me', choices);
    expect(own.filters?.user).toEqual(['u_me']);
  });

  test('has no columns where there is no table', () => {
    const lines = orderOf(question, 'u_me', { ...choices, format: 'jsonl.gz' });
    expect(lines).not.toHaveProperty('columns');
    expect(lines).not.toHaveProperty('time_zone');
  });

  test('asks for no column that would be absent or there twice', () => {
    const { columns } = orderOf(question, 'u_me', { ...choices, zone: 'UTC', withDetails: false });
    expect(columns).toEqual(['time_utc']);
    expect(columnsFor('UTC', false).map(({ name }) => name)).not.toContain('asn');
  });
});
