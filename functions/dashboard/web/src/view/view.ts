import type { ZoneChoice } from '../time/zone';
import { NO_FILTERS, type Filters } from './filters';
import { DEFAULT_RANGE, type Range } from './range';

export const BUCKETS = ['auto', 'hour', 'day'] as const;

/** The size of the histogram's bars. */
export type BucketChoice = (typeof BUCKETS)[number];

/** Identifies an event. A newer version of the service may know more sources than this one. */
export type EventName = { source: string; id: string };

/** Everything that the user selected on a page. The URL holds all of it. */
export type View = Filters & {
  range: Range;
  order: 'desc' | 'asc';
  zone: ZoneChoice;
  bucket: BucketChoice;
  /** The event whose details are open. */
  event: EventName | null;
};

export const DEFAULT_VIEW: View = {
  ...NO_FILTERS,
  range: DEFAULT_RANGE,
  order: 'desc',
  zone: 'UTC',
  bucket: 'auto',
  event: null,
};
