import { expect, test } from 'vitest';
import { changeText, statusText } from './coverageText';

test('changeText_names_each_change', () => {
  const text = (setting: string, from: string, to: string) => changeText({ setting, from, to });
  expect(text('activity_monitor', 'false', 'true')).toBe('turned the monitor on');
  expect(text('show_details', 'true', 'false')).toBe('hid details');
  expect(text('retention_days', '400', '90')).toBe('changed the retention from 400 to 90 days');
  expect(text('plan', 'free', 'business_suite')).toBe('changed the plan from Free to Business Suite');
  expect(text('something_new', 'a', 'b')).toBe('changed something_new from a to b');
});

test('statusText_names_each_status', () => {
  const period = { changes: [] };
  expect(statusText({ ...period, status: 'on' })).toBe('On');
  expect(statusText({ ...period, status: 'without_details' })).toBe('On, without details');
  expect(statusText({ ...period, status: 'off', reason: 'monitor_off' })).toBe('Off');
  expect(statusText({ ...period, status: 'off', reason: 'plan' })).toBe('Off: not included in the plan');
});
