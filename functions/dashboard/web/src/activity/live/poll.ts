import type { FeedPage } from '../../api/feed';
import { ApiError, isTransient } from '../../api/problem';

/** The reading position in the feed, and when to read next. Times are milliseconds. */
export type Poll = {
  /** `null` before the first response. */
  cursor: string | null;
  /** Time of the next request. `Infinity` after an error that the same request would meet again. */
  nextAt: number;
  /** Time of the start, or of the last new event. */
  activeAt: number;
  /** Failed requests since the last successful one. */
  failures: number;
  /** Why the last request failed, or `null`. */
  error: unknown;
  /** Whether events expired before they were read. */
  hasExpired: boolean;
};

// The service's own `poll_after_seconds` is meant for programs. A person at a screen wants to see events sooner.
const ACTIVE_MILLIS = 2000;
const QUIET_MILLIS = 10_000;
const QUIET_AFTER_MILLIS = 60_000;
const MAX_BACKOFF_MILLIS = 60_000;

/** Starts at the end of the feed. */
export function startPoll(now: number): Poll {
  return { cursor: null, nextAt: now, activeAt: now, failures: 0, error: null, hasExpired: false };
}

/** Continues after a page. Only here does the position move forward, so that a lost response is read again. */
export function afterPage(poll: Poll, page: FeedPage, now: number): Poll {
  const isNew = page.events.length + page.unreadable > 0;
  const activeAt = isNew ? now : poll.activeAt;
  const pause = now - activeAt < QUIET_AFTER_MILLIS ? ACTIVE_MILLIS : QUIET_MILLIS;
  return { ...poll, cursor: page.cursor, nextAt: page.hasMore ? now : now + pause, activeAt, failures: 0, error: null };
}

/** Plans the next attempt after an error, or stops. `random` is from 0 to 1. */
export function afterError(poll: Poll, error: unknown, now: number, random: number): Poll {
  const failures = poll.failures + 1;
  const backoff = Math.min(MAX_BACKOFF_MILLIS, ACTIVE_MILLIS * 2 ** poll.failures);
  // Half of it is random, so that many dashboards do not return at once after an outage.
  const wait = Math.round(backoff * (0.5 + random / 2));
  if (error instanceof ApiError && error.code === 'cursor_expired' && error.oldestCursor !== null) {
    const nextAt = poll.failures === 0 ? now : now + wait;
    return { ...poll, cursor: error.oldestCursor, nextAt, failures, error: null, hasExpired: true };
  }
  if (!isTransient(error)) return { ...poll, nextAt: Infinity, failures, error };
  const asked = error instanceof ApiError ? (error.retryAfter ?? 0) : 0;
  return { ...poll, nextAt: now + Math.max(wait, asked), failures, error };
}

/** Reads at once: the tab is visible again, the connection is back, or the user asks. */
export function wake(poll: Poll, now: number): Poll {
  return { ...poll, nextAt: now };
}

/** Whether events arrive: not yet, yes, later again, or no more. */
export type PollStatus = 'starting' | 'on' | 'interrupted' | 'stopped';

export function statusOf({ cursor, error, nextAt }: Poll): PollStatus {
  if (error !== null) return nextAt === Infinity ? 'stopped' : 'interrupted';
  return cursor === null ? 'starting' : 'on';
}
