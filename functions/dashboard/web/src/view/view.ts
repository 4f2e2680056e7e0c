import type { ZoneChoice } from '../time/zone';
import { NO_FILTERS, type Filters } from './filters';
import { DEFAULT_RANGE, endsNow, type Range } from './range';

export const BUCKETS = ['auto', 'hour', 'day'] as const;

/** The size of the histogram's bars. */
export type BucketChoice = (typeof BUCKETS)[number];

/** Identifies an event. Its source can be missing from the catalog. */
export type EventName = { source: string; id: string };

/** Everything that the user selected on a page. The URL holds all of it. */
export type View = Filters & {
  range: Range;
  order: 'desc' | 'asc';
  zone: ZoneChoice;
  bucket: BucketChoice;
  /** Whether the chart shows the time before, too. */
  compare: boolean;
  /** The event whose details are open. */
  event: EventName | null;
  /** Whether new events appear as they arrive. Only for a range that ends now, newest first. */
  live: boolean;
};

export const DEFAULT_VIEW: View = {
  ...NO_FILTERS,
  range: DEFAULT_RANGE,
  order: 'desc',
  zone: 'UTC',
  bucket: 'auto',
  compare: false,
  event: null,
  live: false,
};

/** Returns the change of a view that turns live updates on or off. `null` if the range has a fixed end. */
export function liveChange({ range, live }: View): Partial<View> | null {
  if (!endsNow(range)) return null;
  return live ? { live: false } : { live: true, order: 'desc' };
}
