import { expect, test } from 'vitest';
import type { Event } from '../../api/types';
import { crmCatalog } from '../../view/testCatalog';
import { laneOf, marksOf, nearestMark, timelineRange, windowOf } from './timeline';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const start = Date.UTC(2026, 10, 20, 2, 0);

const event = (id: string, minute: number, rest: Partial<Event> = {}) =>
  ({ id, source: 'crm', type: 'crm.contact.created', outcome: 'success', occurred_at: new Date(start + minute * MINUTE).toISOString(), ...rest }) as Event;

test('windowOf_spans_evidence_and_hits', () => {
  const evidence = [event('a', 5), event('b', 40)];
  expect(windowOf({ evidence, first_at: event('', 10).occurred_at, last_at: event('', 20).occurred_at })).toEqual({ from: start + 5 * MINUTE, to: start + 40 * MINUTE });
  expect(windowOf({ evidence: [], first_at: event('', 10).occurred_at, last_at: event('', 20).occurred_at })).toEqual({ from: start + 10 * MINUTE, to: start + 20 * MINUTE });
});

test('timelineRange_has_an_hour_before_and_a_day_after', () => {
  const window = { from: start, to: start + HOUR };
  expect(timelineRange(window, start + 100 * HOUR)).toEqual({ from: start - HOUR, to: start + 25 * HOUR });
  expect(timelineRange(window, start + 2 * HOUR)).toEqual({ from: start - HOUR, to: start + 2 * HOUR });
  // A clock that is behind must not reverse the range.
  expect(timelineRange(window, start - HOUR).to).toBeGreaterThan(window.to);
});

test('laneOf_follows_the_class', () => {
  expect([laneOf('sign_in.failed'), laneOf('second_factor.removed'), laneOf('item.read'), laneOf('link.created'), laneOf('policy.weakened'), laneOf(undefined)]).toEqual([
    'Sign-ins',
    'Account',
    'Items',
    'Items',
    'Other',
    'Other',
  ]);
});

test('marksOf_has_each_event_once_and_evidence_on_top', () => {
  const events = [event('a', 1), event('b', 2, { outcome: 'blocked' }), event('c', 3)];
  const marks = marksOf(events, [event('a', 1), event('far', 900)], crmCatalog);
  expect(marks.map(({ event, isEvidence, isFailed, lane }) => [event.id, isEvidence, isFailed, lane])).toEqual([
    ['b', false, true, 'Items'],
    ['c', false, false, 'Items'],
    ['a', true, false, 'Items'],
    ['far', true, false, 'Items'],
  ]);
});

test('nearestMark_prefers_the_nearest_within_reach', () => {
  const marks = marksOf([event('a', 0), event('b', 30)], [], crmCatalog);
  const scale = { from: start, to: start + HOUR, width: 600 };
  expect(nearestMark(marks, scale, 5, 8)?.event.id).toBe('a');
  expect(nearestMark(marks, scale, 297, 8)?.event.id).toBe('b');
  expect(nearestMark(marks, scale, 150, 8)).toBeNull();
});
