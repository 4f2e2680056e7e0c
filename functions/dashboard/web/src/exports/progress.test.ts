import { expect, test } from 'vitest';
import type { Export } from '../api/types';
import { completeText, progressText } from './progress';

const base: Export = {
  id: 'x',
  status: 'pending',
  position: 3,
  rows: 0,
  bytes: 0,
  complete: false,
  format: 'csv',
  filters: { user: [], type: [], source: [], outcome: [], ip: [] },
  from: '2026-11-01T00:00:00.000Z',
  to: '2026-12-01T00:00:00.000Z',
  created_by: { id: 'u_1' },
  created_at: '2026-11-21T00:00:00.000Z',
  file_name: 'x.csv',
};

test('progressText_names_each_status', () => {
  expect(progressText(base, 'UTC')).toBe('Waiting, number 3 in the queue');
  expect(progressText({ ...base, position: null }, 'UTC')).toBe('Waiting');
  expect(progressText({ ...base, status: 'running', rows: 1519 }, 'UTC')).toBe('1,519 rows so far');
  expect(progressText({ ...base, status: 'ready', rows: 1, bytes: 2048 }, 'UTC')).toBe('1 row, 2.0 kB');
  expect(progressText({ ...base, status: 'failed', incomplete_reason: 'too_large' }, 'UTC')).toBe(
    'Failed: the file is too large. Export a shorter time range.',
  );
  expect(progressText({ ...base, status: 'expired' }, 'UTC')).toBe('Expired. The file was deleted.');
});

test('progressText_running_names_the_time_reached', () => {
  const running: Export = { ...base, status: 'running', rows: 7, reached: '2026-11-12T08:15:00.000Z' };
  expect(progressText(running, 'UTC')).toMatch(/^7 rows so far, up to 12 Nov(?: 2026)? 08:15:00 UTC$/);
});

test('completeText_incomplete_gives_the_reason', () => {
  expect(completeText({ ...base, complete: true })).toMatch(/^Complete/);
  expect(completeText({ ...base, incomplete_reason: 'retention' })).toBe('Incomplete: some events in the requested range are no longer kept');
});
