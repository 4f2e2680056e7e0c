import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { formatBetween, formatBytes, formatClock, formatCount, formatDay, formatExact, formatInput, formatShare, formatTick, formatTime, formatWeekday } from './format';
import { parseLocalTime } from './localTime';

const moment = Date.parse('2026-11-21T19:23:11.007Z');

describe('times', () => {
  test('formatTime_is_short_and_formatExact_is_full', () => {
    expect(formatTime(moment, 'UTC', moment)).toBe('21 Nov 19:23:11');
    expect(formatTime(moment, 'Asia/Tokyo', moment)).toBe('22 Nov 04:23:11');
    expect(formatTime('2025-01-02T03:04:05Z', 'UTC', moment)).toBe('02 Jan 2025 03:04:05');
    expect(formatExact(moment, 'UTC')).toBe('2026-11-21 19:23:11.007');
    expect(formatDay('2026-11-21T19:00:00Z', 'UTC', moment)).toBe('21 Nov');
    expect(formatDay('2025-11-21T19:00:00Z', 'UTC', moment)).toBe('21 Nov 2025');
    expect(formatClock(moment, 'Asia/Tokyo')).toBe('04:23:11');
    expect(formatWeekday(moment, 'UTC', moment)).toBe('Sat 21 Nov');
    expect(formatWeekday(moment, 'Asia/Tokyo', moment)).toBe('Sun 22 Nov');
    expect(formatWeekday('2025-11-21T19:00:00Z', 'UTC', moment)).toBe('Fri 21 Nov 2025');
  });

  test('formatTick_midnight_is_the_day', () => {
    expect(formatTick(Date.parse('2026-11-21T06:00:00Z'), 'UTC', 3_600_000)).toBe('06:00');
    expect(formatTick(Date.parse('2026-11-21T00:00:00Z'), 'UTC', 3_600_000)).toBe('21 Nov');
    expect(formatTick(moment, 'UTC', 86_400_000)).toBe('21 Nov');
    expect(formatTick(moment, 'UTC', 90 * 86_400_000)).toBe('21 Nov 2026');
    expect(formatTick(moment, 'UTC', 5_000)).toBe('19:23:11');
  });

  test('parseLocalTime_inverts_formatInput', () => {
    const seconds = fc.integer({ min: 0, max: Date.UTC(2060, 0, 1) / 1000 });
    fc.assert(
      fc.property(seconds, (seconds) => {
        expect(parseLocalTime(formatInput(seconds * 1000, 'UTC'), 'UTC')).toBe(seconds * 1000);
      }),
    );
    expect(parseLocalTime('2026-11-21', 'Europe/Zurich')).toBe(Date.parse('2026-11-20T23:00:00Z'));
    expect(parseLocalTime(' 2026-11-21T09:05 ', 'UTC')).toBe(Date.parse('2026-11-21T09:05:00Z'));
  });

  test('parseLocalTime_invalid_text_returns_null', () => {
    for (const text of ['', 'yesterday', '2026-02-31', '2026-13-01', '2026-11-21 24:00', '2026-11-21 10:60', '21.11.2026']) {
      expect(parseLocalTime(text, 'UTC'), text).toBeNull();
    }
  });
});

test('formatCount_and_formatBytes_are_readable', () => {
  expect(formatCount(1234567)).toBe('1,234,567');
  expect([0, 999, 1000, 12_345, 999_999, 1_500_000_000].map(formatBytes)).toEqual([
    '0 B',
    '999 B',
    '1.0 kB',
    '12.3 kB',
    '1.0 MB',
    '1.5 GB',
  ]);
});

test('formatShare_never_rounds_to_nothing_or_all', () => {
  const [minute, hour, day] = [60_000, 3_600_000, 86_400_000];
  expect(formatShare(20_000, day)).toBe('less than a minute');
  expect(formatShare(40 * minute, 30 * day)).toBe('40 minutes');
  expect(formatShare(3 * hour, day)).toBe('3 of 24 hours');
  expect(formatShare(5 * hour, 7 * day)).toBe('5 hours');
  expect(formatShare(23.8 * day, 31 * day)).toBe('24 of 31 days');
  expect(formatShare(30.9 * day, 31 * day)).toBe('all but 2 hours');
  expect(formatShare(7 * day - 5 * minute, 7 * day)).toBe('all but 5 minutes');
  expect(formatShare(31 * day, 31 * day)).toBe('the whole range');
});

test('formatBetween_same_day_appears_once', () => {
  const time = (text: string) => Date.parse(`2026-11-${text}Z`);
  expect(formatBetween(time('20T10:20:00'), time('20T11:00:00'), 'UTC', moment)).toBe('20 Nov 10:20:00 – 11:00:00');
  expect(formatBetween(time('20T10:20:00'), time('21T11:00:00'), 'UTC', moment)).toBe('20 Nov 10:20:00 – 21 Nov 11:00:00');
  expect(formatBetween(-Infinity, time('21T11:00:00'), 'UTC', moment)).toBe('until 21 Nov 11:00:00');
  expect(formatBetween(time('20T10:20:00'), Infinity, 'UTC', moment)).toBe('since 20 Nov 10:20:00');
});
