import type { Event, EventType } from '../../api/types';
import { formatTime } from '../../time/format';

/** The names of rows that are marked: new ones, and events that arrived after a later event. */
export type RowMarks = { fresh: ReadonlySet<string>; late: ReadonlySet<string> };

/** Returns when an event arrived, without the day if it is the day on which it occurred. */
export function arrivalText({ occurred_at, recorded_at }: Pick<Event, 'occurred_at' | 'recorded_at'>, zone: string): string {
  const [occurred, recorded] = [formatTime(occurred_at, zone), formatTime(recorded_at, zone)];
  const day = occurred.slice(0, -8);
  return `arrived ${recorded.startsWith(day) ? recorded.slice(day.length) : recorded}`;
}

/** Returns how a type of event changes what is recorded, or `null`. */
export function monitoringChange(type: EventType | undefined): 'strengthened' | 'weakened' | null {
  if (type?.class === 'monitoring.strengthened') return 'strengthened';
  return type?.class === 'monitoring.weakened' ? 'weakened' : null;
}
