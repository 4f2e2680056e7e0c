import { MantineProvider } from '@mantine/core';
import { cleanup, fireEvent, render, screen } from '@testing-library/react';
import { afterEach, expect, test, vi } from 'vitest';
import { ApiError, isTransient, unwrap } from '../api/problem';
import { ErrorState } from './ErrorState';

afterEach(cleanup);

const show = (error: unknown, onRetry?: () => void) =>
  render(
    <MantineProvider withCssVariables={false} withGlobalClasses={false}>
      <ErrorState error={error} {...(onRetry && { onRetry })} />
    </MantineProvider>,
  );

test('errorState_api_error_shows_detail_and_request_id', () => {
  const problem = { detail: 'your role does not allow this', code: 'forbidden', request_id: 'JKJaXmPLvHcESHA=' } as const;
  show(new ApiError(403, problem));
  expect(screen.getByRole('heading').textContent).toBe('You don’t have access');
  expect(screen.getByText('Your role does not allow this.')).toBeTruthy();
  expect(screen.getByText('JKJaXmPLvHcESHA=')).toBeTruthy();
});

test('errorState_connection_lost_offers_retry', () => {
  const onRetry = vi.fn();
  show(new TypeError('Failed to fetch'), onRetry);
  expect(screen.getByText(/can’t be reached/)).toBeTruthy();
  fireEvent.click(screen.getByRole('button', { name: 'Try again' }));
  expect(onRetry).toHaveBeenCalledOnce();
});

test('unwrap_returns_data_or_throws_api_error', () => {
  const response = new Response(null, { status: 503 });
  expect(unwrap({ data: { a: 1 }, response })).toEqual({ a: 1 });
  const thrown = (error: unknown) => {
    try {
      unwrap({ error, response });
    } catch (caught) {
      return caught;
    }
    return null;
  };
  expect(thrown({ detail: 'busy', code: 'unavailable' })).toMatchObject({ status: 503, message: 'busy', code: 'unavailable' });
  expect(thrown('Bad Gateway')).toMatchObject({ status: 503, code: null, requestId: null });
  expect(isTransient(thrown('x'))).toBe(true);
  expect(isTransient(new ApiError(404, {}))).toBe(false);
});
