import { offsetMinutes } from '../time/zone';

/** Maps times to the pixels of an axis. */
export type Scale = { from: number; to: number; width: number };

export function toX({ from, to, width }: Scale, time: number): number {
  return to > from ? ((time - from) / (to - from)) * width : 0;
}

export function toTime({ from, to, width }: Scale, x: number): number {
  const share = width > 0 ? Math.min(1, Math.max(0, x / width)) : 0;
  return Math.round(from + share * (to - from));
}

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const STEPS = [
  1000, 5000, 15_000, 30_000,
  MINUTE, 5 * MINUTE, 10 * MINUTE, 15 * MINUTE, 30 * MINUTE,
  HOUR, 3 * HOUR, 6 * HOUR, 12 * HOUR,
  DAY, 2 * DAY, 7 * DAY, 14 * DAY, 30 * DAY, 90 * DAY, 180 * DAY, 365 * DAY,
];

export type Ticks = { step: number; times: number[] };

/** Returns the ticks of an axis: round local times in `zone`, at least `apart` pixels from each other. */
export function ticksOf(scale: Scale, zone: string, apart: number): Ticks {
  const span = scale.to - scale.from;
  const most = Math.max(1, Math.floor(scale.width / apart));
  const step = STEPS.find((step) => span / step <= most) ?? span;
  const times: number[] = [];
  // Round in local time. The offset of the zone can change within the range.
  const local = (time: number) => time + offsetMinutes(time, zone) * MINUTE;
  let localTime = Math.ceil(local(scale.from) / step) * step;
  for (let guard = 0; guard <= most + 2; guard += 1, localTime += step) {
    const guess = localTime - offsetMinutes(localTime, zone) * MINUTE;
    const time = localTime - offsetMinutes(guess, zone) * MINUTE;
    if (time > scale.to) break;
    if (time >= scale.from) times.push(time);
  }
  return { step, times };
}
