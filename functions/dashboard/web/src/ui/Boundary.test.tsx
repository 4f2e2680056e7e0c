import { MantineProvider } from '@mantine/core';
import { cleanup, fireEvent, render, screen } from '@testing-library/react';
import { Suspense } from 'react';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { Boundary } from './Boundary';
import { lazy } from './lazy';

beforeEach(() => {
  // React logs what a boundary catches.
  vi.spyOn(console, 'error').mockImplementation(() => undefined);
});
afterEach(() => {
  cleanup();
  vi.restoreAllMocks();
});

const tree = (resetKey: string, Page: React.ComponentType) => (
  <MantineProvider withCssVariables={false} withGlobalClasses={false}>
    <Boundary resetKey={resetKey}>
      <Suspense fallback="Loading">
        <Page />
      </Suspense>
    </Boundary>
  </MantineProvider>
);

test('boundary_failed_chunk_offers_reload', async () => {
  const Page = lazy<object>(() => Promise.reject(new TypeError('Failed to fetch dynamically imported module')));
  render(tree('/exports', Page));
  expect(await screen.findByText('This page couldn’t be loaded')).toBeTruthy();
  expect(screen.getByRole('button', { name: 'Reload' })).toBeTruthy();
});

test('boundary_try_again_loads_chunk_again', async () => {
  const load = vi.fn<() => Promise<{ default: React.ComponentType }>>();
  load.mockRejectedValueOnce(new TypeError('gone')).mockResolvedValue({ default: () => <p>Here</p> });
  render(tree('/exports', lazy(load)));
  fireEvent.click(await screen.findByRole('button', { name: 'Try again' }));
  expect(await screen.findByText('Here')).toBeTruthy();
  expect(load).toHaveBeenCalledTimes(2);
});

test('boundary_new_key_renders_children_again', async () => {
  const Broken = () => {
    throw new Error('broken');
  };
  const { rerender } = render(tree('/exports', Broken));
  expect(await screen.findByText('Something went wrong')).toBeTruthy();
  rerender(tree('/activity', () => <p>Here</p>));
  expect(await screen.findByText('Here')).toBeTruthy();
});
