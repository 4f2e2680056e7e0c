import { expect, test } from 'vitest';
import type { Settings } from '../api/types';
import { questionFor } from './questions';

const settings = { activity_monitor: true, show_details: true, collect_details: true, retention_days: 400 } as Settings;
const textFor = (change: Parameters<typeof questionFor>[1]) => questionFor(settings, change)?.paragraphs.join(' ') ?? null;

test('questionFor_loss_says_what_cannot_be_undone', () => {
  expect(textFor({ activity_monitor: false })).toMatch(/can’t be undone/);
  expect(textFor({ collect_details: false })).toMatch(/can’t be undone: details that were not stored can never be shown/);
  expect(textFor({ retention_days: 90 })).toMatch(/older than 90 days are hidden at once.*deleted when their original time comes/);
});

test('questionFor_hidden_details_says_they_are_kept', () => {
  expect(textFor({ show_details: false })).toMatch(/show them again later/);
});

test('questionFor_harmless_change_is_null', () => {
  expect(textFor({ retention_days: 401 })).toBeNull();
  expect(textFor({ retention_days: 400 })).toBeNull();
  const off = { ...settings, show_details: false, collect_details: false };
  expect(questionFor(off, { show_details: true })).toBeNull();
  expect(questionFor(off, { collect_details: true })).toBeNull();
});
