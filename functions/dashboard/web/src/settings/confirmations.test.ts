import { expect, test } from 'vitest';
import type { Settings } from '../api/types';
import { confirmationFor } from './confirmations';

const settings = { activity_monitor: true, show_details: true, collect_details: true, retention_days: 400 } as Settings;
const textFor = (change: Parameters<typeof confirmationFor>[1]) => confirmationFor(settings, change)?.paragraphs.join(' ') ?? null;

test('confirmationFor_loss_says_it_cannot_be_undone', () => {
  expect(textFor({ activity_monitor: false })).toMatch(/can’t be undone/);
  expect(textFor({ collect_details: false })).toMatch(/can’t be undone: details that were not stored can never be shown/);
  expect(textFor({ retention_days: 90 })).toMatch(/older than 90 days are hidden immediately.*deleted on their original expiration date/);
});

test('confirmationFor_hidden_details_says_they_are_kept', () => {
  expect(textFor({ show_details: false })).toMatch(/show details again later/);
});

test('confirmationFor_harmless_change_returns_null', () => {
  expect(textFor({ retention_days: 401 })).toBeNull();
  expect(textFor({ retention_days: 400 })).toBeNull();
  const off = { ...settings, show_details: false, collect_details: false };
  expect(confirmationFor(off, { show_details: true })).toBeNull();
  expect(confirmationFor(off, { collect_details: true })).toBeNull();
});
