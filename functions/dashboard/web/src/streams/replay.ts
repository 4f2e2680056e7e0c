import type { Stream } from '../api/types';
import { parseLocalTime } from '../time/localTime';

export const REPLAY_STARTS = ['1h', '24h', '7d', 'time', 'position', 'beginning'] as const;

/** Where a replay starts. */
export type ReplayStart = (typeof REPLAY_STARTS)[number];

export const REPLAY_LABELS: Record<ReplayStart, string> = {
  '1h': '1 hour ago',
  '24h': '24 hours ago',
  '7d': '7 days ago',
  time: 'A time',
  position: 'A position',
  beginning: 'The oldest event that is kept',
};

const HOUR = 3_600_000;
const AGES: Partial<Record<ReplayStart, number>> = { '1h': HOUR, '24h': 24 * HOUR, '7d': 7 * 24 * HOUR };

/** What the API gets, and the time if it is one. */
export type ReplayFrom = { from: string; time: number | null };

/** Returns where a replay starts, or why the typed text is not valid. */
export function replayFrom(start: ReplayStart, text: string, zone: string, now: number): ReplayFrom | string {
  if (start === 'beginning') return { from: 'beginning', time: null };
  if (start === 'position') {
    return /^\d{1,15}\.\d{1,5}$/.test(text.trim()) ? { from: text.trim(), time: null } : 'Enter a position such as 1042.17';
  }
  const age = AGES[start];
  const time = age === undefined ? parseLocalTime(text, zone) : now - age;
  if (time === null) return 'Enter a time such as 2026-11-21 19:00';
  if (time > now) return 'Enter a time in the past';
  return { from: new Date(time).toISOString(), time };
}

/** Returns `true` if a replay from `time` leaves out events that wait to be sent. */
export function skipsWaiting({ lag }: Stream, time: number, now: number): boolean {
  return lag.segments > 0 && time > now - lag.seconds * 1000;
}
