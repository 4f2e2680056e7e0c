import { expect, test } from 'vitest';
import { progressText, searchedText } from './progressText';

const page = (...times: string[]) => ({ events: times.map((occurred_at) => ({ occurred_at })) });
const full = page(...Array.from({ length: 100 }, () => '2026-11-20T10:00:00Z'));

test('progressText_short_page_says_how_far_it_read', () => {
  expect(progressText([full], 'desc', 'UTC')).toBe('Loading more events…');
  expect(progressText([full, page('2026-11-19T09:00:00Z')], 'desc', 'UTC')).toMatch(/^Searched back to 19 Nov( 2026)? 09:00:00/);
  expect(progressText([page('2026-11-19T09:00:00Z')], 'asc', 'UTC')).toMatch(/^Searched up to 19 Nov/);
  // A page without events does not tell its position: the last event does.
  expect(progressText([page('2026-11-19T09:00:00Z'), page()], 'desc', 'UTC')).toMatch(/^Searched back to 19 Nov/);
  expect(progressText([page()], 'desc', 'UTC')).toBe('No match yet. Searching further…');
});

test('searchedText_is_known_only_for_a_search_that_goes_on', () => {
  expect(searchedText([full], 'desc', 'UTC')).toBeNull();
  expect(searchedText([page()], 'desc', 'UTC')).toBeNull();
  expect(searchedText([page('2026-11-19T09:00:00Z')], 'desc', 'UTC')).toMatch(/^searched back to 19 Nov( 2026)? 09:00:00$/);
});
