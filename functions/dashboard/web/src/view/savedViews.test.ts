import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { SavedView } from '../api/types';
import { filtersOf } from './filters';
import { LAST, type Last, type Range } from './range';
import { renamed, savedView, viewOf } from './savedViews';
import { anyFilters } from './testFilters';
import { DEFAULT_VIEW } from './view';

const range: fc.Arbitrary<Range> = fc.constantFrom<Range>(
  ...(Object.keys(LAST) as Last[]).map((last): Range => ({ kind: 'last', last })),
  { kind: 'all' },
  { kind: 'exact', from: '2026-11-20T00:00:00.000Z', to: '2026-11-21T00:00:00.000Z' },
);
const stored = (request: ReturnType<typeof savedView>) => ({ id: 'v_1', ...request }) as SavedView;

test('savedView_opens_the_same_events_again', () => {
  fc.assert(
    fc.property(anyFilters, range, fc.constantFrom('asc' as const, 'desc' as const), (filters, range, order) => {
      const view = { ...DEFAULT_VIEW, ...filters, range, order, bucket: 'day' as const };
      const opened = viewOf(stored(savedView(view, 'organization', { name: 'Abroad', scope: 'organization' })));
      expect(filtersOf({ ...view, ...opened })).toEqual(filters);
      expect(opened).toMatchObject({ range, order, bucket: 'day' });
      expect(opened).not.toHaveProperty('zone');
    }),
  );
});

test('renamed_changes_only_the_name', () => {
  const view = { ...DEFAULT_VIEW, outcome: ['failure'] as const, range: { kind: 'last', last: '30d' } as const };
  const request = savedView(view, 'own', { name: 'Failed', scope: 'own' });
  expect(request).toEqual({ name: 'Failed', scope: 'own', list: 'my_events', filters: { outcome: ['failure'] }, last: '30d' });
  expect(renamed(stored(request), 'Failed sign-ins')).toEqual({ ...request, name: 'Failed sign-ins' });
});

test('viewOf_length_of_newer_version_gives_default', () => {
  expect(viewOf(stored({ name: 'x', scope: 'own', list: 'events', filters: {}, last: '400d' })).range).toEqual(DEFAULT_VIEW.range);
});
