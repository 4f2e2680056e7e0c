import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { allZones, browserZone, fromLocalTime, isZone, offsetMinutes, resolveZone, toLocalTime, zoneLabel } from './zone';

const second = fc.integer({ min: Date.UTC(2000, 0, 1) / 1000, max: Date.UTC(2050, 0, 1) / 1000 });

describe('zones', () => {
  test('zone_names_are_resolved_and_checked', () => {
    expect(resolveZone('browser')).toBe(browserZone());
    expect(resolveZone('Asia/Tokyo')).toBe('Asia/Tokyo');
    expect(isZone('Europe/Zurich')).toBe(true);
    expect(isZone('Mars/Olympus')).toBe(false);
    expect(allZones()[0]).toBe('UTC');
    expect(zoneLabel('America/Argentina/Buenos_Aires')).toBe('Buenos Aires');
  });

  test('offsetMinutes_follows_daylight_saving_time', () => {
    expect(offsetMinutes(Date.UTC(2026, 0, 15), 'Europe/Zurich')).toBe(60);
    expect(offsetMinutes(Date.UTC(2026, 6, 15), 'Europe/Zurich')).toBe(120);
    expect(offsetMinutes(Date.UTC(2026, 6, 15), 'Asia/Kathmandu')).toBe(345);
    expect(offsetMinutes(Date.UTC(2026, 6, 15), 'UTC')).toBe(0);
  });

  test('fromLocalTime_inverts_toLocalTime', () => {
    const zone = fc.constantFrom('UTC', 'Europe/Zurich', 'America/New_York', 'Asia/Kathmandu', 'Australia/Lord_Howe');
    fc.assert(
      fc.property(second, zone, (seconds, zone) => {
        const local = toLocalTime(seconds * 1000, zone);
        const back = fromLocalTime(local, zone);
        // A repeated hour becomes the first of the two.
        expect(toLocalTime(back, zone)).toEqual(local);
        expect(back).toBeLessThanOrEqual(seconds * 1000);
      }),
      { numRuns: 500 },
    );
  });

  test('fromLocalTime_skipped_and_repeated_hour', () => {
    const at = (hour: number, minute: number, day: number, month: number) =>
      fromLocalTime({ year: 2026, month, day, hour, minute, second: 0 }, 'Europe/Zurich');
    // On March 29, 2026, clocks go from 2 to 3.
    expect(new Date(at(2, 30, 29, 3)).toISOString()).toBe('2026-03-29T01:30:00.000Z');
    // On October 25, 2026, they go from 3 back to 2.
    expect(new Date(at(2, 30, 25, 10)).toISOString()).toBe('2026-10-25T00:30:00.000Z');
  });
});
