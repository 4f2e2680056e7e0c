import { expect, test } from 'vitest';
import type { Stream } from '../api/types';
import { add, NO_FILTERS } from '../view/filters';
import { changeRequest, changesDestination, createRequest, isIncomplete, newValues, valuesOf } from './formValues';
import { replayFrom, skipsWaiting } from './replay';

const stream = {
  id: 's',
  name: 'Logs',
  kind: 'datadog',
  format: 'ocsf',
  filters: { user: [], type: ['account.login.*'], source: [], outcome: [] },
  minimum_severity: 'high',
  destination: { site: 'datadoghq.eu', service: 'activity', tags: ['env:production'] },
  lag: { seconds: 60, segments: 1 },
} as unknown as Stream;

test('createRequest_has_only_fields_of_the_kind', () => {
  const values = {
    ...newValues('datadog'),
    name: ' Logs ',
    filters: add(NO_FILTERS, { by: 'country', value: 'CH', isExcluded: true }),
    destination: { site: 'datadoghq.eu', api_key: 'k', tags: 'env:production, team:security,', url: 'https://left.over.example' },
  };
  expect(createRequest(values)).toEqual({
    name: 'Logs',
    kind: 'datadog',
    format: 'native',
    filters: { 'not.country': ['CH'] },
    minimum_severity: null,
    start: 'now',
    destination: { site: 'datadoghq.eu', api_key: 'k', tags: ['env:production', 'team:security'] },
  });
});

test('isIncomplete_secret_may_stay_empty_in_a_change', () => {
  const values = valuesOf(stream);
  expect(isIncomplete(values, false)).toBe(false);
  expect(isIncomplete(values, true)).toBe(true);
  expect(isIncomplete({ ...values, destination: { ...values.destination, site: ' ' } }, false)).toBe(true);
});

test('changeRequest_has_only_what_changed', () => {
  const values = valuesOf(stream);
  expect(changeRequest(stream, values)).toEqual({});
  expect(changeRequest(stream, { ...values, severity: null, name: 'Audit' })).toEqual({ name: 'Audit', minimum_severity: null });
  const moved = { ...values, destination: { ...values.destination, service: '', api_key: 'new' } };
  expect(changeRequest(stream, moved)).toEqual({ destination: { service: null, api_key: 'new' } });
  expect([changesDestination(stream, values), changesDestination(stream, moved)]).toEqual([false, true]);
});

test('replayFrom_reads_times_and_positions', () => {
  const now = Date.parse('2026-11-30T12:00:00.000Z');
  const from = (start: Parameters<typeof replayFrom>[0], text = '') => replayFrom(start, text, 'Europe/Zurich', now);
  expect(from('24h')).toEqual({ from: '2026-11-29T12:00:00.000Z', time: now - 86_400_000 });
  expect(from('time', '2026-11-30 08:00')).toMatchObject({ from: '2026-11-30T07:00:00.000Z' });
  expect(from('time', '2026-12-01')).toBe('Enter a time in the past');
  expect(from('time', 'soon')).toMatch(/Enter a time/);
  expect(from('position', ' 1042.17 ')).toEqual({ from: '1042.17', time: null });
  expect(from('position', '1042')).toMatch(/Enter a position/);
  expect(from('beginning')).toEqual({ from: 'beginning', time: null });
});

test('skipsWaiting_finds_a_later_start', () => {
  const now = 1_000_000;
  expect(skipsWaiting(stream, now - 30_000, now)).toBe(true);
  expect(skipsWaiting(stream, now - 90_000, now)).toBe(false);
  expect(skipsWaiting({ ...stream, lag: { seconds: 0, segments: 0 } }, now, now)).toBe(false);
});
