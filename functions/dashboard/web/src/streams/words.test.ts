import { expect, test } from 'vitest';
import type { Stream } from '../api/types';
import { answerText, destinationText, duration, stateWords } from './words';

const NOW = Date.parse('2026-11-30T12:12:00.000Z');
const base = {
  state: 'active',
  since: '2026-11-30T12:00:00.000Z',
  lag: { seconds: 0, segments: 0 },
  last_success_at: '2026-11-30T12:11:00.000Z',
  last_failure: null,
  failing_since: null,
  next_attempt_at: null,
} as unknown as Stream;
const failure = { at: '', reason: 'the destination answered 403', status: 403, excerpt: '' };
const words = (change: Partial<Stream>) => stateWords({ ...base, ...change }, NOW);

test('stateWords_healthy_only_if_nothing_fails', () => {
  expect(words({})).toEqual({ tone: 'good', title: 'Healthy', text: 'Everything is sent.' });
  expect(words({ lag: { seconds: 90, segments: 2 } }).text).toBe('Sending what arrived in the last 1 min.');
  expect(words({ failing_since: '2026-11-30T12:11:30.000Z', last_failure: failure })).toEqual({
    tone: 'wait',
    title: 'Trying again for 30 s',
    text: 'The destination answered 403.',
  });
});

test('stateWords_failing_says_how_long_why_and_what_next', () => {
  const failing = { state: 'failing', failing_since: base.since, last_failure: failure, next_attempt_at: '2026-11-30T12:17:00.000Z' } as const;
  expect(words(failing)).toEqual({
    tone: 'bad',
    title: 'Failing for 12 min',
    text: 'The destination answered 403. Events wait. Next attempt in 5 min.',
  });
});

test('stateWords_stopped_stream_is_never_healthy', () => {
  expect(words({ state: 'verifying' })).toMatchObject({ tone: 'wait', title: 'Not verified' });
  expect(words({ state: 'paused' })).toMatchObject({ tone: 'wait', title: 'Paused for 12 min' });
  expect(words({ state: 'disabled', last_failure: failure })).toEqual({
    tone: 'bad',
    title: 'Disabled for 12 min',
    text: 'The destination answered 403. Events wait until an owner or admin resumes the stream.',
  });
});

test('answerText_says_what_the_destination_answered', () => {
  const answer = { delivered: true, status: 200, reason: null, excerpt: '', duration_ms: 1143 };
  expect(answerText(answer, 'The test')).toBe('The test was accepted with status 200 after 1,143 ms.');
  expect(answerText({ ...answer, delivered: false, status: null, reason: 'the connection failed' }, 'The test')).toBe(
    'The test was not accepted: the connection failed (after 1,143 ms).',
  );
});

test('destinationText_secret_destination_is_not_named', () => {
  const at = (destination: Stream['destination']) => destinationText({ ...base, destination });
  expect(at({})).toBeNull();
  expect(at({ bucket: 'northwind-audit', region: 'eu-central-1', prefix: 'activity' })).toBe('s3://northwind-audit/activity/');
  expect(at({ url: 'https://siem.northwind.example/events' })).toBe('https://siem.northwind.example/events');
});

test('duration_uses_one_unit', () => {
  expect([0, 59_000, 3_540_000, 172_799_000, 172_800_000].map(duration)).toEqual(['0 s', '59 s', '59 min', '47 h', '2 days']);
});
