import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { FeedPage } from '../../api/feed';
import { ApiError } from '../../api/problem';
import type { Event } from '../../api/types';
import { afterError, afterPage, startPoll, statusOf, wake, type Poll } from './poll';

const page = (cursor: string, events = 0, hasMore = false): FeedPage => ({
  events: Array.from({ length: events }, () => ({}) as Event),
  unreadable: 0,
  cursor,
  hasMore,
});
const unavailable = (retryAfter: string | null = null) => new ApiError(503, { code: 'unavailable' }, retryAfter);
const expired = (oldest: string) => new ApiError(410, { code: 'cursor_expired', oldest_cursor: oldest });
const waitOf = (poll: Poll, now: number) => poll.nextAt - now;

describe('the polling of the feed', () => {
  test('start_reads_now_without_cursor', () => {
    const poll = startPoll(5000);
    expect(poll).toMatchObject({ cursor: null, nextAt: 5000 });
    expect(statusOf(poll)).toBe('starting');
    expect(statusOf(afterPage(poll, page('a'), 5100))).toBe('on');
  });

  test('page_waits_2_s_then_10_s_when_quiet', () => {
    let poll = startPoll(0);
    poll = afterPage(poll, page('a'), 59_999);
    expect(waitOf(poll, 59_999)).toBe(2000);
    poll = afterPage(poll, page('a'), 60_000);
    expect(waitOf(poll, 60_000)).toBe(10_000);
    poll = afterPage(poll, page('b', 1), 70_000);
    expect(waitOf(poll, 70_000)).toBe(2000);
    expect(waitOf(afterPage(poll, page('b'), 129_999), 129_999)).toBe(2000);
    expect(waitOf(afterPage(poll, page('b'), 130_000), 130_000)).toBe(10_000);
  });

  test('page_with_more_reads_at_once', () => {
    const poll = afterPage(startPoll(0), page('a', 200, true), 100);
    expect(poll).toMatchObject({ cursor: 'a', nextAt: 100 });
    // A page can have more behind it and no event that matches the filters.
    expect(waitOf(afterPage(poll, page('b', 0, true), 900_000), 900_000)).toBe(0);
  });

  test('error_backs_off_and_keeps_the_cursor', () => {
    let poll = afterPage(startPoll(0), page('a'), 0);
    const waits = [];
    for (let attempt = 0; attempt < 8; attempt += 1) {
      poll = afterError(poll, new TypeError('Failed to fetch'), 0, 1);
      waits.push(poll.nextAt / 1000);
    }
    expect(waits).toEqual([2, 4, 8, 16, 32, 60, 60, 60]);
    expect(poll.cursor).toBe('a');
    expect(statusOf(poll)).toBe('interrupted');
    poll = afterPage(poll, page('b'), 1000);
    expect(poll).toMatchObject({ failures: 0, error: null });
    expect(statusOf(poll)).toBe('on');
    expect(waitOf(afterError(poll, unavailable(), 1000, 0), 1000)).toBe(1000);
  });

  test('error_with_retry_after_waits_that_long', () => {
    expect(afterError(startPoll(0), unavailable('30'), 0, 1).nextAt).toBe(30_000);
    expect(afterError(startPoll(0), new ApiError(429, {}, '1'), 0, 1).nextAt).toBe(2000);
  });

  test('error_that_would_repeat_stops', () => {
    const before = afterPage(startPoll(0), page('a'), 0);
    for (const error of [new ApiError(403, { code: 'details_hidden' }), new ApiError(400, {}), new Error('signed out')]) {
      const poll = afterError(before, error, 1000, 0.5);
      expect(poll.nextAt).toBe(Infinity);
      expect(statusOf(poll)).toBe('stopped');
    }
  });

  test('expired_cursor_continues_at_oldest_and_says_so', () => {
    const before = afterPage(startPoll(0), page('a'), 0);
    const poll = afterError(before, expired('oldest'), 1000, 0.5);
    expect(poll).toMatchObject({ cursor: 'oldest', nextAt: 1000, error: null, hasExpired: true });
    expect(statusOf(poll)).toBe('on');
    // Not in a loop, if the service refuses its own cursor.
    expect(waitOf(afterError(poll, expired('older'), 1000, 0), 1000)).toBeGreaterThanOrEqual(1000);
    // The notice stays after the next page.
    expect(afterPage(poll, page('b', 3), 2000).hasExpired).toBe(true);
    expect(statusOf(afterError(before, new ApiError(410, { code: 'cursor_expired' }), 0, 0))).toBe('stopped');
  });

  test('wake_reads_at_once_at_the_same_cursor', () => {
    const poll = afterError(afterPage(startPoll(0), page('a'), 0), unavailable('60'), 0, 1);
    expect(wake(poll, 5000)).toMatchObject({ cursor: 'a', nextAt: 5000 });
  });

  test('no_sequence_of_results_moves_the_cursor_wrongly', () => {
    // The feed has events 1 to 40. A page has the events after its cursor. Requests fail at random.
    const steps = fc.array(fc.oneof(fc.nat(5), fc.constantFrom('unavailable', 'offline')), { maxLength: 60 });
    fc.assert(
      fc.property(steps, (steps) => {
        let poll = afterPage(startPoll(0), page('0'), 0);
        const read: number[] = [];
        let now = 0;
        for (const step of steps) {
          now = poll.nextAt;
          if (typeof step === 'number') {
            const start = Number(poll.cursor);
            const end = Math.min(40, start + step);
            for (let event = start + 1; event <= end; event += 1) read.push(event);
            poll = afterPage(poll, page(String(end), end - start, end < 40 && step > 0), now);
          } else {
            poll = afterError(poll, step === 'offline' ? new TypeError() : unavailable(), now, 0.5);
          }
          expect(poll.nextAt).toBeGreaterThanOrEqual(now);
          expect(waitOf(poll, now)).toBeLessThanOrEqual(60_000);
        }
        expect(read).toEqual(read.map((_, index) => index + 1));
      }),
    );
  });
});
