import { resolveZone } from '../time/zone';
import { NO_FILTERS, NO_VALUES, type Values } from './filters';
import { toQuery } from './query';
import { fixedRange, type Bounds } from './range';
import { remembered } from './remembered';
import { DEFAULT_VIEW, type View } from './view';

/** What a link to a page of events selects. The range and zone are the current ones unless it names others. */
export type ViewChange = Partial<Omit<View, 'not'>> & { not?: Partial<Values> };

/** Returns the URL of the events that `change` selects, without any other filters. */
export function activityUrl(change: ViewChange, path: '/activity' | '/my-activity' = '/activity'): string {
  const view = { ...DEFAULT_VIEW, ...remembered(), ...NO_FILTERS, ...change, not: { ...NO_VALUES, ...change.not } };
  return `${path}?${toQuery(view).toString()}`;
}

/** Returns the address of the current page for exactly the same events: with fixed times, and in the same zone for everyone. */
export function fixedUrl(view: View, bounds: Bounds): string {
  const fixed = { ...view, range: fixedRange(view.range, bounds), zone: resolveZone(view.zone), live: false };
  return `${location.origin}${location.pathname}?${toQuery(fixed).toString()}`;
}
