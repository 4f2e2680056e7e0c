import { expect, test } from 'vitest';
import type { Stream } from '../api/types';
import { stateText } from './StreamNotice';

const year = new Date().getUTCFullYear();
const stream = {
  since: `${String(year)}-11-20T12:03:00.000Z`,
  last_failure: { at: '', reason: 'the destination answered 503', excerpt: '' },
} as Stream;

test('failing_stream_says_since_when_and_why', () => {
  const next = `${String(year)}-11-20T12:33:00.000Z`;
  expect(stateText({ ...stream, state: 'failing', next_attempt_at: next })).toBe(
    'has been failing since 20 Nov 12:03:00 UTC: the destination answered 503. Its events wait. Next attempt: 20 Nov 12:33:00 UTC.',
  );
});

test('disabled_stream_says_who_must_act', () => {
  expect(stateText({ ...stream, state: 'disabled' })).toBe(
    'was disabled on 20 Nov 12:03:00 UTC: the destination answered 503. Its events wait until an owner or admin resumes it.',
  );
});
