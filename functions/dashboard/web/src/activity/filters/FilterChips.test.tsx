import { MantineProvider } from '@mantine/core';
import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { cleanup, fireEvent, render, screen } from '@testing-library/react';
import { afterEach, expect, test, vi } from 'vitest';
import type { Catalog } from '../../api/eventTypes';
import type { EventType } from '../../api/types';
import { rememberUsers } from '../../api/users';
import { NO_FILTERS, type Filters } from '../../view/filters';
import { FilterChips } from './FilterChips';

afterEach(cleanup);

function show(filters: Filters) {
  const client = new QueryClient();
  const type: EventType = {
    id: 'pass.item.read',
    label: 'Item Read',
    category: 'Items',
    description: 'An item was opened.',
    class: 'item.read',
  };
  const catalog: Catalog = { types: [type], byId: new Map([[type.id, type]]) };
  client.setQueryDefaults(['event-types'], { staleTime: Infinity });
  client.setQueryData(['event-types'], catalog);
  const onChange = vi.fn();
  render(
    <MantineProvider withCssVariables={false} withGlobalClasses={false}>
      <QueryClientProvider client={client}>
        <FilterChips filters={filters} onChange={onChange} />
      </QueryClientProvider>
    </MantineProvider>,
  );
  return onChange;
}

test('chips_no_filters_show_nothing', () => {
  show(NO_FILTERS);
  expect(screen.queryByRole('list')).toBeNull();
});

test('chips_remove_button_drops_only_that_filter', () => {
  rememberUsers([{ id: 'u_9', name: 'Grace H.' }]);
  const filters: Filters = { ...NO_FILTERS, user: ['u_9'], type: ['pass.item.read'], outcome: ['blocked'] };
  const onChange = show(filters);
  const texts = screen.getAllByRole('listitem').map((item) => item.textContent);
  expect(texts).toEqual(['user: Grace H.', 'event: Item Read', 'outcome: Blocked', 'Reset']);
  fireEvent.click(screen.getByRole('button', { name: 'Remove filter event: Item Read' }));
  expect(onChange).toHaveBeenCalledExactlyOnceWith({ ...filters, type: [] });
});

test('chips_reset_drops_every_filter', () => {
  const onChange = show({ ...NO_FILTERS, user: ['a@example.com'], ip: ['::1'] });
  fireEvent.click(screen.getByRole('button', { name: 'Reset' }));
  expect(onChange).toHaveBeenCalledExactlyOnceWith(NO_FILTERS);
});
