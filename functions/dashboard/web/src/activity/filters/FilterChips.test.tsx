import { MantineProvider } from '@mantine/core';
import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { cleanup, fireEvent, render, screen } from '@testing-library/react';
import { afterEach, expect, test, vi } from 'vitest';
import type { Catalogue } from '../../api/eventTypes';
import { rememberPeople } from '../../api/people';
import { NO_FILTERS, type Filters } from '../../view/view';
import { FilterChips } from './FilterChips';

afterEach(cleanup);

function show(filters: Filters) {
  const client = new QueryClient();
  const type = { id: 'pass.item.read', label: 'Item Read', category: 'Items', description: 'An item was opened.' };
  const catalogue: Catalogue = { types: [type], byId: new Map([[type.id, type]]) };
  client.setQueryDefaults(['event-types'], { staleTime: Infinity });
  client.setQueryData(['event-types'], catalogue);
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

test('nothing is shown where nothing is filtered', () => {
  show(NO_FILTERS);
  expect(screen.queryByRole('list')).toBeNull();
});

test('each filter has a chip that drops it and nothing else', () => {
  rememberPeople([{ id: 'u_9', name: 'Grace H.' }]);
  const filters: Filters = { ...NO_FILTERS, users: ['u_9'], types: ['pass.item.read'], outcomes: ['blocked'] };
  const onChange = show(filters);
  const texts = screen.getAllByRole('listitem').map((item) => item.textContent);
  expect(texts).toEqual(['user: Grace H.', 'event: Item Read', 'outcome: Blocked', 'Reset']);
  fireEvent.click(screen.getByRole('button', { name: 'Remove the filter event: Item Read' }));
  expect(onChange).toHaveBeenCalledExactlyOnceWith({ ...filters, types: [] });
});

test('reset drops them all', () => {
  const onChange = show({ ...NO_FILTERS, users: ['a@example.com'], ip: '::1' });
  fireEvent.click(screen.getByRole('button', { name: 'Reset' }));
  expect(onChange).toHaveBeenCalledExactlyOnceWith(NO_FILTERS);
});
