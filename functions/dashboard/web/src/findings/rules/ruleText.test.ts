import { expect, test } from 'vitest';
import type { Backtest } from '../../api/types';
import { backtestText, evaluableText, messagesText, precisionText, stepOf } from './ruleText';
import { changesOf, faultsOf } from './parameters';

const NONE = { info: 0, low: 0, medium: 0, high: 0, critical: 0 };
const backtest = { from: '2026-11-01T00:00:00Z', to: '2026-12-01T00:00:00Z' } as Backtest;

test('messagesText_says_how_often', () => {
  expect(messagesText(0)).toBe('no messages');
  expect(messagesText(0.23)).toBe('about one message in 4 weeks');
  expect(messagesText(1.2)).toBe('about 1 message a week');
  expect(messagesText(7.6)).toBe('about 8 messages a week');
});

test('backtestText_counts_only_what_people_see', () => {
  const findings = { ...NONE, info: 4, medium: 2, high: 1 };
  expect(backtestText({ ...backtest, findings, messages_per_week: 0.9 })).toBe(
    'Would have opened 3 findings (1 high, 2 medium), about 1 message a week, in your last 30 days. 4 more would be only information.',
  );
  expect(backtestText({ ...backtest, findings: NONE, messages_per_week: 0 })).toBe('Would have opened 0 findings, no messages, in your last 30 days.');
});

test('evaluableText_names_gaps_and_reasons', () => {
  expect(evaluableText({ state: 'yes', gaps: [] }, 'UTC')).toBeNull();
  const gaps = [
    { from: '2026-11-02T08:00:00Z', to: '2026-11-02T09:30:00Z', reason: 'details_not_collected' as const },
    { from: '2026-11-20T08:00:00Z', to: null, reason: 'monitor_off' as const },
  ];
  expect(evaluableText({ state: 'partly', gaps }, 'UTC')).toBe(
    'Could not see everything in the last 30 days: IP addresses and places were not collected 02 Nov 08:00:00 – 09:30:00 and the monitor was off since 20 Nov 08:00:00.',
  );
});

test('precisionText_compares_attacks_and_false_alarms', () => {
  const none = { expected: 0, false_alarm: 0, malicious: 0, test: 0, wrong_data: 0 };
  expect(precisionText(none)).toBe('');
  expect(precisionText({ ...none, malicious: 3, false_alarm: 1, expected: 2 })).toBe('3 of 4 closed findings were attacks, 2 closed for another reason');
  expect(precisionText({ ...none, expected: 1 })).toBe('1 finding closed, none as an attack or a false alarm');
});

test('stepOf_wide_range_has_few_positions', () => {
  expect(stepOf(3, 100)).toBe(1);
  expect(stepOf(100, 20_000)).toBe(100);
});

test('changesOf_sends_null_for_defaults', () => {
  const parameter = { name: 'fails', description: 'Failed sign-ins.', unit: 'events', min: 3, max: 100, default: 10, value: 20 };
  expect(changesOf([parameter], { fails: 20 })).toEqual({});
  expect(changesOf([parameter], { fails: 10 })).toEqual({ fails: null });
  expect(changesOf([parameter], { fails: 30 })).toEqual({ fails: 30 });
  expect(faultsOf([parameter], { fails: 30 })).toEqual({});
  expect(faultsOf([parameter], { fails: 101 })).toEqual({ fails: '3 to 100' });
  expect(faultsOf([parameter], { fails: NaN })).toEqual({ fails: '3 to 100' });
});
