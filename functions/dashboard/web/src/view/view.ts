import type { Outcome, Source } from '../api/types';
import type { ZoneChoice } from '../time/zone';
import { DEFAULT_RANGE, type Range } from './range';

export const SOURCES = ['pass', 'account', 'vpn', 'organization', 'monitor'] as const satisfies readonly Source[];
export const OUTCOMES = ['success', 'failure', 'attempt', 'blocked'] as const satisfies readonly Outcome[];

export const BUCKETS = ['auto', 'hour', 'day'] as const;

/** The size of the histogram's bars. */
export type BucketChoice = (typeof BUCKETS)[number];

/** What the rows must be like. */
export type Filters = {
  users: readonly string[];
  types: readonly string[];
  sources: readonly Source[];
  outcomes: readonly Outcome[];
  ip: string | null;
};

/** The name of one event. Its source may be one that only a newer version of the service knows. */
export type EventName = { source: string; id: string };

/** Everything that the page shows, as far as it was chosen. All of it is in the address. */
export type View = Filters & {
  range: Range;
  order: 'desc' | 'asc';
  zone: ZoneChoice;
  bucket: BucketChoice;
  /** The event whose details are open. */
  event: EventName | null;
};

export const NO_FILTERS: Filters = { users: [], types: [], sources: [], outcomes: [], ip: null };

export const DEFAULT_VIEW: View = {
  ...NO_FILTERS,
  range: DEFAULT_RANGE,
  order: 'desc',
  zone: 'UTC',
  bucket: 'auto',
  event: null,
};

/** Tells whether any filter but the time is set. */
export function isFiltered(filters: Filters): boolean {
  const { users, types, sources, outcomes, ip } = filters;
  return users.length + types.length + sources.length + outcomes.length > 0 || ip !== null;
}
