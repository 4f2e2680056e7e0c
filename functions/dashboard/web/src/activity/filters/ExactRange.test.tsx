import { MantineProvider } from '@mantine/core';
import { cleanup, fireEvent, render, screen } from '@testing-library/react';
import { afterEach, expect, test, vi } from 'vitest';
import ExactRange, { pickedDays } from './ExactRange';

afterEach(cleanup);

test('calendar_two_clicks_select_a_range', () => {
  const onChoose = vi.fn();
  const range = { kind: 'exact', from: '2026-10-20T00:00:00Z', to: '2026-10-21T00:00:00Z' } as const;
  render(
    <MantineProvider withCssVariables={false} withGlobalClasses={false}>
      <ExactRange range={range} zone="Europe/Zurich" onChoose={onChoose} />
    </MantineProvider>,
  );
  fireEvent.click(screen.getByRole('button', { name: /^5 October 2026/ }));
  fireEvent.click(screen.getByRole('button', { name: /^8 October 2026/ }));
  fireEvent.click(screen.getByRole('button', { name: 'Apply' }));
  expect(onChoose).toHaveBeenCalledWith({ kind: 'exact', from: '2026-10-04T22:00:00.000Z', to: '2026-10-08T22:00:00.000Z' });
});

test('pickedDays_end_is_the_last_whole_day', () => {
  const time = (text: string) => Date.parse(text);
  expect(pickedDays(time('2026-10-05T00:00:00Z'), time('2026-10-09T00:00:00Z'), 'UTC')).toEqual(['2026-10-05', '2026-10-08']);
  expect(pickedDays(time('2026-10-05T00:00:00Z'), null, 'UTC')).toEqual(['2026-10-05', null]);
  expect(pickedDays(null, time('2026-10-05T00:00:00Z'), 'UTC')).toEqual([null, null]);
});
