import type { Event } from '../../api/types';
import { formatWeekday } from '../../time/format';
import { fromLocalTime, toLocalTime } from '../../time/zone';

/** A row of the list: an event, by its index, or the day of the events below. */
export type RowItem = { kind: 'event'; index: number } | { kind: 'day'; time: number };

type Day = { start: number; end: number };

/** Returns the events with a row for each day before them, and the position of every event among these rows. */
export function rowItems(events: readonly Pick<Event, 'occurred_at'>[], zone: string): { items: RowItem[]; positions: number[] } {
  const items: RowItem[] = [];
  const positions: number[] = [];
  let day: Day | null = null;
  for (const [index, { occurred_at }] of events.entries()) {
    const time = Date.parse(occurred_at);
    if (!day || time < day.start || time >= day.end) {
      day = dayOf(time, zone);
      items.push({ kind: 'day', time });
    }
    positions.push(items.length);
    items.push({ kind: 'event', index });
  }
  return { items, positions };
}

function dayOf(time: number, zone: string): Day {
  const { year, month, day } = toLocalTime(time, zone);
  const midnight = (day: number) => fromLocalTime({ year, month, day, hour: 0, minute: 0, second: 0 }, zone);
  return { start: midnight(day), end: midnight(day + 1) };
}

/** Returns the day of the events at a position: that of the last day row before it. */
export function dayText(items: readonly RowItem[], position: number, zone: string): string {
  const day = items.slice(0, position + 1).findLast((item) => item.kind === 'day');
  return day?.kind === 'day' ? formatWeekday(day.time, zone) : '';
}
