import type { Catalog } from '../../api/catalog';
import type { Event, EventClass, FindingDetails } from '../../api/types';
import { toX, type Scale } from '../../charts/scale';

const HOUR = 3_600_000;
const BEFORE = HOUR;
const AFTER = 24 * HOUR;

/** The rows of the timeline. */
export const LANES = ['Sign-ins', 'Account', 'Items', 'Other'] as const;

export type Lane = (typeof LANES)[number];

/** One event of the timeline. */
export type Mark = { time: number; lane: Lane; isFailed: boolean; isEvidence: boolean; event: Event };

/** The first words of the classes of each row. */
const PREFIXES: Record<Exclude<Lane, 'Other'>, string[]> = {
  'Sign-ins': ['sign_in', 'reauthentication', 'session'],
  Account: ['password', 'account', 'second_factor', 'recovery', 'email'],
  Items: ['item', 'access', 'link', 'report'],
};

/** Returns the row of a class of events. */
export function laneOf(of: EventClass | undefined): Lane {
  const word = of?.split('.')[0] ?? '';
  return LANES.find((lane) => lane !== 'Other' && PREFIXES[lane].includes(word)) ?? 'Other';
}

/** Returns the time of the evidence, or of the hits if none of it is kept. */
export function windowOf({ evidence, first_at, last_at }: Pick<FindingDetails, 'evidence' | 'first_at' | 'last_at'>): { from: number; to: number } {
  const times = [first_at, last_at, ...evidence.map(({ occurred_at }) => occurred_at)].map((time) => Date.parse(time));
  return { from: Math.min(...times), to: Math.max(...times) };
}

/** Returns the time that the timeline shows: an hour before the window to a day after it, but not the future. */
export function timelineRange(window: { from: number; to: number }, now: number): { from: number; to: number } {
  return { from: window.from - BEFORE, to: Math.max(window.to + 1000, Math.min(window.to + AFTER, now)) };
}

const nameOf = ({ source, id }: Event) => `${source}/${id}`;

/** Returns the events as marks, those of the evidence last, so that they are on top. */
export function marksOf(events: readonly Event[], evidence: readonly Event[], catalog: Catalog | undefined): Mark[] {
  const shown = new Set(evidence.map(nameOf));
  const known = new Set(events.map(nameOf));
  // Events of the evidence can be of others, or beyond the first events that were read.
  const all = [...events, ...evidence.filter((event) => !known.has(nameOf(event)))];
  const marks = all.map((event) => ({
    time: Date.parse(event.occurred_at),
    lane: laneOf(catalog?.typeById.get(event.type)?.class),
    isFailed: event.outcome === 'failure' || event.outcome === 'blocked',
    isEvidence: shown.has(nameOf(event)),
    event,
  }));
  return marks.sort((a, b) => Number(a.isEvidence) - Number(b.isEvidence) || a.time - b.time);
}

/** Returns the mark nearest to a position, at most `reach` pixels away. */
export function nearestMark(marks: readonly Mark[], scale: Scale, x: number, reach: number): Mark | null {
  let nearest: Mark | null = null;
  let least = reach;
  for (const mark of marks) {
    const distance = Math.abs(toX(scale, mark.time) - x);
    if (distance <= least) [nearest, least] = [mark, distance];
  }
  return nearest;
}
