import { MantineProvider } from '@mantine/core';
import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { act, cleanup, fireEvent, render, screen } from '@testing-library/react';
import { afterEach, expect, test, vi } from 'vitest';
import { CATALOG } from '../../api/catalogQuery';
import { rememberUsers } from '../../api/users';
import { NO_FILTERS, type Filters } from '../../view/filters';
import { rememberLabel } from '../../view/valueLabels';
import { crmCatalog } from '../../view/testCatalog';
import { FilterChips } from './FilterChips';
import { FilterErrors } from './FilterErrors';
import type { Refused } from './refused';

afterEach(cleanup);

function show(filters: Filters, refused: Refused | null = null) {
  const client = new QueryClient();
  client.setQueryDefaults([CATALOG], { staleTime: Infinity });
  client.setQueryData([CATALOG, 'sources'], crmCatalog.sources);
  client.setQueryData([CATALOG, 'event-types'], crmCatalog.types);
  client.setQueryDefaults(['name'], { enabled: false });
  const onChange = vi.fn();
  render(
    <MantineProvider withCssVariables={false} withGlobalClasses={false}>
      <QueryClientProvider client={client}>
        {refused && <FilterErrors filters={filters} refused={refused} onChange={onChange} />}
        <FilterChips scope="organization" filters={filters} refused={refused} onChange={onChange} />
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
  const filters: Filters = { ...NO_FILTERS, user: ['u_9'], type: ['pass.item.read'], source: ['crm', 'fax'], outcome: ['blocked'] };
  const onChange = show(filters);
  const texts = screen.getAllByRole('listitem').map((item) => item.textContent);
  expect(texts).toEqual(['person: Grace H.', 'event: Item Read', 'outcome: Blocked', 'source: CRM', 'source: fax']);
  fireEvent.click(screen.getByRole('button', { name: 'Remove filter event: Item Read' }));
  expect(onChange).toHaveBeenCalledExactlyOnceWith({ ...filters, type: [] });
});

test('chips_excluded_value_says_not_and_is_dropped', () => {
  const filters: Filters = { ...NO_FILTERS, country: ['CH'], not: { ...NO_FILTERS.not, country: ['CH', 'DE'] } };
  const onChange = show(filters);
  const texts = screen.getAllByRole('listitem').map((item) => item.textContent);
  expect(texts).toEqual(['country: Switzerland', 'not country: Switzerland', 'not country: Germany']);
  fireEvent.click(screen.getByRole('button', { name: 'Remove filter not country: Switzerland' }));
  expect(onChange).toHaveBeenCalledExactlyOnceWith({ ...filters, not: { ...NO_FILTERS.not, country: ['DE'] } });
});

test('chips_name_that_becomes_known_replaces_id', async () => {
  show({ ...NO_FILTERS, target: ['item:i_7'] });
  expect(screen.getByRole('list').textContent).toContain('item: item:i_7');
  act(() => {
    rememberLabel('target', 'item:i_7', 'Customer database');
  });
  await screen.findByText('Customer database');
});

test('chips_refused_filter_shows_reason_and_is_removed', () => {
  const filters: Filters = { ...NO_FILTERS, type: ['crm.*', 'crm.nothing'], outcome: ['blocked'] };
  const onChange = show(filters, { type: 'This is not a type of the catalog.' });
  expect(screen.getByRole('alert').textContent).toContain('event: crm.nothing. This is not a type of the catalog.');
  fireEvent.click(screen.getByRole('button', { name: 'Remove this filter' }));
  expect(onChange).toHaveBeenCalledExactlyOnceWith({ ...filters, type: ['crm.*'] });
});
