import type { Event } from '../../api/types';

/** The events that arrived since live was turned on, newest arrival first. */
export type Arrivals = {
  shown: readonly Event[];
  /** Events that wait until the user has read the rows. Only the newest are kept. */
  waiting: readonly Event[];
  /** How many events wait, including those that are not kept. */
  waitingCount: number;
  /** How many events arrived. */
  count: number;
  /** How many recorded events the service could not read. */
  unreadable: number;
  /** The names of the rows that appeared last, to mark them. */
  fresh: ReadonlySet<string>;
  /** The names of events that arrived after a later event. */
  late: ReadonlySet<string>;
  /** When the latest event occurred, in seconds, as rows show it. */
  latest: number;
};

/** The rows that were there when live was turned on. */
export type Base = { names: ReadonlySet<string>; latest: number };

/** Bounds the memory of a page that stays open for days. */
export const MAX_ROWS = 500;

export const NO_ARRIVALS: Arrivals = {
  shown: [],
  waiting: [],
  waitingCount: 0,
  count: 0,
  unreadable: 0,
  fresh: new Set(),
  late: new Set(),
  latest: -Infinity,
};

/** Identifies an event in the rows. */
export function nameOf({ source, id }: Pick<Event, 'source' | 'id'>): string {
  return `${source}/${id}`;
}

const secondOf = ({ occurred_at }: Event) => Math.floor(Date.parse(occurred_at) / 1000);

export function baseOf(events: readonly Event[]): Base {
  return { names: new Set(events.map(nameOf)), latest: Math.max(-Infinity, ...events.map(secondOf)) };
}

/** Adds events in order of arrival. They wait if the user reads the rows, so that nothing moves. */
export function arrive(arrivals: Arrivals, events: readonly Event[], unreadable: number, base: Base, isHeld: boolean): Arrivals {
  // The feed is behind the rows: an event may be in the rows before it arrives here.
  const added = events.filter((event) => !base.names.has(nameOf(event)));
  if (added.length === 0) return unreadable === 0 ? arrivals : { ...arrivals, unreadable: arrivals.unreadable + unreadable };
  let latest = Math.max(arrivals.latest, base.latest);
  const late = new Set(arrivals.late);
  for (const event of added) {
    const second = secondOf(event);
    if (second < latest) late.add(nameOf(event));
    latest = Math.max(latest, second);
  }
  const waiting = [...added.toReversed(), ...arrivals.waiting].slice(0, MAX_ROWS);
  const next = {
    ...arrivals,
    late: among(late, [...waiting, ...arrivals.shown]),
    waiting,
    waitingCount: arrivals.waitingCount + added.length,
    count: arrivals.count + added.length,
    unreadable: arrivals.unreadable + unreadable,
    latest,
  };
  return isHeld ? next : showWaiting(next);
}

/** Shows the events that wait. If there are more than `MAX_ROWS`, only the newest remain, without a hole. */
export function showWaiting(arrivals: Arrivals): Arrivals {
  if (arrivals.waitingCount === 0) return arrivals;
  const shown = [...arrivals.waiting, ...arrivals.shown].slice(0, MAX_ROWS);
  const fresh = new Set(arrivals.waiting.map(nameOf));
  return { ...arrivals, shown, waiting: [], waitingCount: 0, fresh, late: among(arrivals.late, shown) };
}

/** Returns the names that still belong to a row. */
function among(names: ReadonlySet<string>, events: readonly Event[]): ReadonlySet<string> {
  return names.size === 0 ? names : new Set(events.map(nameOf).filter((name) => names.has(name)));
}

/** Ends the marks of new rows. */
export function unmark(arrivals: Arrivals): Arrivals {
  return { ...arrivals, fresh: new Set() };
}

/** Returns the rows: arrivals above those that were there before, at most `MAX_ROWS`. */
export function rowsOf({ shown }: Arrivals, base: readonly Event[]): Event[] {
  return [...shown, ...base].slice(0, MAX_ROWS);
}
