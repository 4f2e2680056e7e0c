import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Event } from '../../api/types';
import { arrive, baseOf, MAX_ROWS, nameOf, NO_ARRIVALS, rowsOf, showWaiting, unmark, type Arrivals } from './arrivals';

const START = Date.UTC(2026, 10, 21, 12);
const event = (id: string | number, second = 0): Event => {
  const at = new Date(START + second * 1000).toISOString();
  return { source: 'pass', id: String(id), occurred_at: at, recorded_at: at } as Event;
};
const ids = (events: readonly Event[]) => events.map(({ id }) => id);
const NO_BASE = baseOf([]);
const many = (from: number, to: number) => Array.from({ length: to - from }, (_, index) => event(from + index, from + index));

describe('the events that arrive', () => {
  test('arrive_puts_newest_on_top_and_marks_it', () => {
    let arrivals = arrive(NO_ARRIVALS, [event(1), event(2)], 0, NO_BASE, false);
    expect(ids(rowsOf(arrivals, [event(0)]))).toEqual(['2', '1', '0']);
    expect([...arrivals.fresh]).toEqual(['pass/2', 'pass/1']);
    arrivals = arrive(arrivals, [event(3)], 0, NO_BASE, false);
    expect(ids(arrivals.shown)).toEqual(['3', '2', '1']);
    expect([...arrivals.fresh]).toEqual(['pass/3']);
    expect(unmark(arrivals).fresh.size).toBe(0);
  });

  test('arrive_held_waits_and_moves_nothing', () => {
    const before = arrive(NO_ARRIVALS, [event(1)], 0, NO_BASE, false);
    const held = arrive(arrive(before, [event(2)], 0, NO_BASE, true), [event(3)], 0, NO_BASE, true);
    expect(held.shown).toBe(before.shown);
    expect(held.waitingCount).toBe(2);
    const shown = showWaiting(held);
    expect(ids(shown.shown)).toEqual(['3', '2', '1']);
    expect(shown).toMatchObject({ waiting: [], waitingCount: 0 });
    // Also if the next event arrives when nothing holds it.
    expect(ids(arrive(held, [event(4)], 0, NO_BASE, false).shown)).toEqual(['4', '3', '2', '1']);
  });

  test('arrive_event_in_the_rows_is_not_shown_twice', () => {
    const base = [event(2, 2), event(1, 1)];
    const arrivals = arrive(NO_ARRIVALS, [event(2, 2), event(3, 3)], 0, baseOf(base), false);
    expect(ids(rowsOf(arrivals, base))).toEqual(['3', '2', '1']);
    expect(arrivals.count).toBe(1);
    expect(arrive(NO_ARRIVALS, [event(1, 1)], 0, baseOf(base), true)).toBe(NO_ARRIVALS);
  });

  test('arrive_earlier_event_is_late', () => {
    const base = baseOf([event(0, 10)]);
    const arrivals = arrive(NO_ARRIVALS, [event(1, 9), event(2, 10), event(3, 11), event(4, 10)], 0, base, false);
    expect([...arrivals.late].toSorted()).toEqual(['pass/1', 'pass/4']);
  });

  test('arrive_unreadable_event_is_counted', () => {
    const arrivals = arrive(arrive(NO_ARRIVALS, [], 2, NO_BASE, false), [event(1)], 1, NO_BASE, true);
    expect(arrivals).toMatchObject({ unreadable: 3, count: 1, waitingCount: 1 });
  });

  test('rows_stay_bounded_without_a_hole', () => {
    const base = [event('base', -1)];
    let arrivals = arrive(NO_ARRIVALS, many(0, 300), 0, NO_BASE, false);
    expect(rowsOf(arrivals, base)).toHaveLength(301);
    arrivals = arrive(arrivals, many(300, 900), 0, NO_BASE, true);
    expect(arrivals).toMatchObject({ waitingCount: 600, count: 900 });
    expect(arrivals.waiting).toHaveLength(MAX_ROWS);
    expect(ids(rowsOf(showWaiting(arrivals), base))).toEqual(ids(many(400, 900)).toReversed());
  });

  test('any_batches_and_holds_show_each_event_once', () => {
    const batches = fc.array(fc.tuple(fc.nat(200), fc.boolean(), fc.boolean()), { maxLength: 20 });
    fc.assert(
      fc.property(batches, (batches) => {
        let arrivals: Arrivals = NO_ARRIVALS;
        let sent = 0;
        for (const [size, isHeld, shows] of batches) {
          const before = arrivals.shown;
          arrivals = arrive(arrivals, many(sent, sent + size), 0, NO_BASE, isHeld);
          sent += size;
          if (isHeld) expect(arrivals.shown).toBe(before);
          if (shows) arrivals = showWaiting(arrivals);
          expect(arrivals.shown.length + arrivals.waiting.length).toBeLessThanOrEqual(2 * MAX_ROWS);
          for (const name of arrivals.late) expect([...arrivals.shown, ...arrivals.waiting].map(nameOf)).toContain(name);
        }
        expect(ids(showWaiting(arrivals).shown)).toEqual(ids(many(Math.max(0, sent - MAX_ROWS), sent)).toReversed());
        expect(arrivals.count).toBe(sent);
      }),
      { numRuns: 50 },
    );
  });
});
