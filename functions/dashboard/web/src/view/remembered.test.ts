import { beforeEach, expect, test, vi } from 'vitest';
import { DEFAULT_VIEW } from './view';

// Opens the app again in the same browser.
const openApp = async () => {
  vi.resetModules();
  return import('./remembered');
};

beforeEach(() => {
  localStorage.clear();
});

test('remembered_zone_and_range_outlive_the_visit', async () => {
  (await openApp()).remember({ zone: 'Europe/Zurich', range: { kind: 'last', last: '30d' } });
  expect((await openApp()).remembered()).toEqual({ zone: 'Europe/Zurich', range: { kind: 'last', last: '30d' } });
});

test('remembered_exact_range_ends_with_the_visit', async () => {
  const app = await openApp();
  const range = { kind: 'exact', from: '2026-11-20T00:00:00.000Z', to: '2026-11-21T00:00:00.000Z' } as const;
  app.remember({ zone: 'Asia/Tokyo', range });
  expect(app.remembered().range).toEqual(range);
  expect((await openApp()).remembered()).toEqual({ zone: 'Asia/Tokyo', range: DEFAULT_VIEW.range });
});

test('remembered_damaged_storage_gives_defaults', async () => {
  localStorage.setItem('activity-monitor.view', 'zone=Mars/Olympus&last=3y');
  expect((await openApp()).remembered()).toEqual({ zone: 'UTC', range: DEFAULT_VIEW.range });
});

test('urlOf_keeps_own_filters_and_last_range', async () => {
  const app = await openApp();
  app.keepView('/activity', { ...DEFAULT_VIEW, source: ['vpn'], event: { source: 'vpn', id: 'e_1' } });
  app.keepView('/my-activity', { ...DEFAULT_VIEW, range: { kind: 'last', last: '24h' }, zone: 'Asia/Tokyo' });
  expect(app.urlOf('/activity', app.remembered())).toBe('/activity?source=vpn&last=24h&zone=Asia%2FTokyo');
  expect(app.urlOf('/my-activity', app.remembered())).toBe('/my-activity?last=24h&zone=Asia%2FTokyo');
});
