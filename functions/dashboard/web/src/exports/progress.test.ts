import { expect, test } from 'vitest';
import type { Export } from '../api/exports';
import { progressText } from './progress';

const base: Export = {
  id: 'x',
  status: 'pending',
  position: 3,
  rows: 0,
  bytes: 0,
  complete: false,
  format: 'csv',
  filters: { user: [], type: [], source: [], outcome: [] },
  from: '2026-11-01T00:00:00.000Z',
  to: '2026-12-01T00:00:00.000Z',
  created_by: { id: 'u_1' },
  created_at: '2026-11-21T00:00:00.000Z',
  file_name: 'x.csv',
};

test('an export says how far it is', () => {
  expect(progressText(base)).toBe('Waiting, number 3 in the queue');
  expect(progressText({ ...base, position: null })).toBe('Waiting');
  expect(progressText({ ...base, status: 'running', rows: 1519 })).toBe('1,519 rows so far');
  expect(progressText({ ...base, status: 'ready', rows: 1, bytes: 2048 })).toBe('1 row, 2.0 kB');
  expect(progressText({ ...base, status: 'failed', incomplete_reason: 'too_large' })).toBe(
    'Failed: it became too large; ask for a shorter time',
  );
  expect(progressText({ ...base, status: 'expired' })).toBe('The file was removed after its time');
});
