import type { Histogram } from '../api/events';
import { formatCount, formatTime } from '../time/format';

/** What the line under the histogram says, and whether it is the whole truth. */
export type CountLine = { text: string; isPartial: boolean };

/** Says how many events there are. A partial count is never shown as a whole one. */
export function countLine(histogram: Histogram, zone: string, now = Date.now()): CountLine {
  const { total, complete, counted_from: since } = histogram;
  if (complete) {
    const events = total === 1 ? 'event' : 'events';
    return { text: `${formatCount(total)} ${events} · complete`, isPartial: false };
  }
  const rest = since ? `before ${formatTime(since, zone, now)} not counted` : 'more not counted';
  return { text: `Newest ${formatCount(total)} events · ${rest}`, isPartial: true };
}
