import { expect, test } from 'vitest';
import { crmCatalog } from '../../view/testCatalog';
import { arrivalText, monitoringChange } from './marks';

test('arrivalText_names_the_day_only_if_it_differs', () => {
  const occurred_at = '2026-11-21T23:58:00Z';
  expect(arrivalText({ occurred_at, recorded_at: '2026-11-21T23:59:01.500Z' }, 'UTC')).toBe('arrived 23:59:01');
  expect(arrivalText({ occurred_at, recorded_at: '2026-11-22T00:01:00Z' }, 'UTC')).toMatch(/^arrived 22 Nov( 2026)? 00:01:00$/);
  expect(arrivalText({ occurred_at, recorded_at: '2026-11-22T00:01:00Z' }, 'Europe/Zurich')).toBe('arrived 01:01:00');
});

test('monitoringChange_follows_the_class_of_the_type', () => {
  const type = crmCatalog.types[0];
  expect(type && monitoringChange({ ...type, class: 'monitoring.weakened' })).toBe('weakened');
  expect(type && monitoringChange({ ...type, class: 'monitoring.strengthened' })).toBe('strengthened');
  expect(monitoringChange(type)).toBeNull();
  expect(monitoringChange(undefined)).toBeNull();
});
