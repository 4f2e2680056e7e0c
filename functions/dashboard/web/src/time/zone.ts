/** A zone in the URL: `UTC`, `browser`, or an IANA name. */
export type ZoneChoice = string;

/** A time as a clock of some zone shows it. */
export type LocalTime = {
  year: number;
  month: number;
  day: number;
  hour: number;
  minute: number;
  second: number;
};

/** Returns the zone of this browser. */
export function browserZone(): string {
  return Intl.DateTimeFormat().resolvedOptions().timeZone;
}

/** Returns `true` if this browser knows a zone. */
export function isZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: name });
    return true;
  } catch {
    return false;
  }
}

/** Returns the IANA name of a choice. */
export function resolveZone(choice: ZoneChoice): string {
  return choice === 'browser' ? browserZone() : choice;
}

/** Returns all zones that this browser lists, UTC first. */
export function allZones(): string[] {
  const zones = Intl.supportedValuesOf('timeZone').filter((zone) => zone !== 'UTC');
  return ['UTC', ...zones];
}

/** Returns the short name of a zone: `UTC`, `Zurich`. */
export function zoneLabel(zone: string): string {
  return zone.slice(zone.lastIndexOf('/') + 1).replaceAll('_', ' ');
}

const formats = new Map<string, Intl.DateTimeFormat>();

function localFormat(zone: string): Intl.DateTimeFormat {
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

/** Returns the local time of `zone` at `time` (milliseconds). */
export function toLocalTime(time: number, zone: string): LocalTime {
  const found: Record<string, number> = {};
  for (const { type, value } of localFormat(zone).formatToParts(time)) found[type] = Number(value);
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

/** Returns the offset of `zone` from UTC at `time`, in minutes. */
export function offsetMinutes(time: number, zone: string): number {
  const whole = Math.floor(time / 1000) * 1000;
  return Math.round((asIfUtc(toLocalTime(whole, zone)) - whole) / 60_000);
}

function asIfUtc(local: LocalTime): number {
  return Date.UTC(local.year, local.month - 1, local.day, local.hour, local.minute, local.second);
}

/**
 * Returns the time in milliseconds of a local time in `zone`. A repeated hour is the first of the two. A
 * skipped hour has the offset from before the change.
 */
export function fromLocalTime(local: LocalTime, zone: string): number {
  const guess = asIfUtc(local);
  const offsets = [guess - 86_400_000, guess + 86_400_000].map((time) => offsetMinutes(time, zone));
  const candidates = offsets.map((offset) => guess - offset * 60_000).sort((a, b) => a - b);
  const exact = candidates.find((time) => asIfUtc(toLocalTime(time, zone)) === guess);
  return exact ?? guess - (offsets[0] ?? 0) * 60_000;
}
