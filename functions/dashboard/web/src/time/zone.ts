/** A zone as the address says it: `UTC`, `browser`, or an IANA name. */
export type ZoneChoice = string;

/** A moment as a clock on a wall of some zone shows it. */
export type WallTime = {
  year: number;
  month: number;
  day: number;
  hour: number;
  minute: number;
  second: number;
};

/** The zone of this browser. */
export function browserZone(): string {
  return Intl.DateTimeFormat().resolvedOptions().timeZone;
}

/** Tells whether this browser knows a zone of that name. */
export function isZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: name });
    return true;
  } catch {
    return false;
  }
}

/** Returns the IANA name that a choice stands for here. */
export function resolveZone(choice: ZoneChoice): string {
  return choice === 'browser' ? browserZone() : choice;
}

/** Returns every zone that this browser knows, UTC first. */
export function allZones(): string[] {
  const zones = Intl.supportedValuesOf('timeZone').filter((zone) => zone !== 'UTC');
  return ['UTC', ...zones];
}

/** Returns how a zone is written beside times: `UTC`, `Zurich`. */
export function zoneLabel(zone: string): string {
  return zone.slice(zone.lastIndexOf('/') + 1).replaceAll('_', ' ');
}

const formats = new Map<string, Intl.DateTimeFormat>();

function wallFormat(zone: string): Intl.DateTimeFormat {
  let format = formats.get(zone);
  if (!format) {
    format = new Intl.DateTimeFormat('en-GB', {
      timeZone: zone,
      calendar: 'iso8601',
      numberingSystem: 'latn',
      hourCycle: 'h23',
      year: 'numeric',
      month: '2-digit',
      day: '2-digit',
      hour: '2-digit',
      minute: '2-digit',
      second: '2-digit',
    });
    formats.set(zone, format);
  }
  return format;
}

/** Returns what a clock of `zone` shows at `time` (milliseconds). */
export function toWall(time: number, zone: string): WallTime {
  const found: Record<string, number> = {};
  for (const { type, value } of wallFormat(zone).formatToParts(time)) found[type] = Number(value);
  const part = (name: string) => found[name] ?? 0;
  return {
    year: part('year'),
    month: part('month'),
    day: part('day'),
    hour: part('hour'),
    minute: part('minute'),
    second: part('second'),
  };
}

/** Returns the minutes that `zone` is ahead of UTC at `time`. */
export function offsetMinutes(time: number, zone: string): number {
  const whole = Math.floor(time / 1000) * 1000;
  return Math.round((asIfUtc(toWall(whole, zone)) - whole) / 60_000);
}

function asIfUtc(wall: WallTime): number {
  return Date.UTC(wall.year, wall.month - 1, wall.day, wall.hour, wall.minute, wall.second);
}

/**
 * Returns when a clock of `zone` shows `wall`. An hour that the clock shows twice is the first of them;
 * one that it skips is read as if it had not been put forward yet.
 */
export function fromWall(wall: WallTime, zone: string): number {
  const guess = asIfUtc(wall);
  const offsets = [guess - 86_400_000, guess + 86_400_000].map((time) => offsetMinutes(time, zone));
  const candidates = offsets.map((offset) => guess - offset * 60_000).sort((a, b) => a - b);
  const exact = candidates.find((time) => asIfUtc(toWall(time, zone)) === guess);
  return exact ?? guess - (offsets[0] ?? 0) * 60_000;
}
