import { median } from 'd3-array';
import type { FacetName, FacetValue, Summary } from '../api/types';
import { barsOf, type Bar } from '../charts/series';

/** The hour with the most events, and the median of all hours with events. */
export type BusiestHour = { bar: Bar; usual: number };

/** Returns the busiest hour of a summary in hours, the latest if there are several. `null` if there are no events. */
export function busiestHour(summary: Pick<Summary, 'buckets' | 'to'>): BusiestHour | null {
  const bars = barsOf(summary).filter(({ total }) => total > 0);
  const bar = bars.reduce<Bar | null>((most, one) => (most && most.total > one.total ? most : one), null);
  return bar && { bar, usual: median(bars, ({ total }) => total) ?? 0 };
}

/** A value that is unusually frequent in an hour. */
export type Special = { by: FacetName; value: FacetValue; /** Its share of all events, from 0 to 1. `null` if it is not known. */ usualShare: number | null };

const BY: readonly FacetName[] = ['type', 'ip', 'user'];
// It makes up much of the hour, and much more than usual.
const MIN_SHARE = 0.4;
const MIN_RISE = 3;

/** Returns what was special about an hour: values with a large share of it, and a much smaller one of the whole time. */
export function specialOf(hour: Summary, whole: Summary): Special[] {
  return BY.flatMap((by) => {
    const value = hour.facets?.[by]?.values[0];
    if (!value || hour.total === 0 || whole.total === 0) return [];
    const listed = whole.facets?.[by]?.values ?? [];
    const known = listed.find((one) => one.value === value.value)?.count;
    // A value that is not listed has fewer events than those that are.
    const usual = (known ?? listed.at(-1)?.count ?? 0) / whole.total;
    const share = value.count / hour.total;
    return share >= MIN_SHARE && share >= MIN_RISE * usual ? [{ by, value, usualShare: known === undefined ? null : usual }] : [];
  });
}
