import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { add, drop, exclude, facetsOf, facetsOfRequest, filterParameters, include, isFiltered, NO_FILTERS, only, type Facet, type Filters } from './filters';
import { anyFacet, anyFilters } from './testFilters';

const without = (facets: Facet[], ...names: Facet['by'][]) => facets.filter(({ by }) => !names.includes(by));
const opposite = ({ by, value, isExcluded }: Facet) => ({ by, value, ...(!isExcluded && { isExcluded: true }) }) as Facet;

describe('filtering by a value', () => {
  test('add_adds_facet_once_and_drop_removes_it', () => {
    fc.assert(
      fc.property(anyFilters, anyFacet, (filters, facet) => {
        const once = add(filters, facet);
        expect(facetsOf(once)).toContainEqual(facet);
        expect(add(once, facet)).toEqual(once);
        expect(facetsOf(drop(once, facet))).not.toContainEqual(facet);
      }),
    );
  });

  test('add_replaces_the_opposite_facet', () => {
    fc.assert(
      fc.property(anyFilters, anyFacet, (filters, facet) => {
        const facets = facetsOf(add(add(filters, opposite(facet)), facet));
        expect(facets).not.toContainEqual(opposite(facet));
        expect(without(facets, facet.by)).toEqual(without(facetsOf(filters), facet.by));
      }),
    );
  });

  test('only_replaces_one_filter_and_keeps_the_others', () => {
    fc.assert(
      fc.property(anyFilters, anyFacet, (filters, facet) => {
        const facets = facetsOf(only(filters, facet));
        expect(facets.filter(({ by }) => by === facet.by)).toEqual([{ by: facet.by, value: facet.value }]);
        expect(without(facets, facet.by)).toEqual(without(facetsOf(filters), facet.by));
      }),
    );
  });

  test('drop_every_facet_leaves_no_filters', () => {
    fc.assert(
      fc.property(anyFilters, (filters) => {
        const left = facetsOf(filters).reduce<Filters>(drop, filters);
        expect(left).toEqual(NO_FILTERS);
        expect(isFiltered(left)).toBe(false);
      }),
    );
  });

  test('exclude_keeps_the_other_values_of_the_filter', () => {
    const filters: Filters = { ...NO_FILTERS, outcome: ['failure', 'blocked'] };
    const excluded = exclude(filters, { by: 'outcome', value: 'blocked' });
    expect(facetsOf(excluded)).toEqual([
      { by: 'outcome', value: 'failure' },
      { by: 'outcome', value: 'blocked', isExcluded: true },
    ]);
    expect(facetsOf(include(excluded, { by: 'outcome', value: 'blocked' })).map(({ value }) => value)).toEqual(['failure', 'blocked']);
  });
});

describe('the parameters of requests', () => {
  test('filterParameters_read_back_give_the_same_facets', () => {
    fc.assert(
      fc.property(anyFilters, (filters) => {
        expect(facetsOfRequest(filterParameters(filters, false))).toEqual(facetsOf(filters));
      }),
    );
  });

  test('filterParameters_of_own_events_have_no_user', () => {
    const filters: Filters = { ...NO_FILTERS, user: ['u_1'], ip: ['::1', '::2'], not: { ...NO_FILTERS.not, user: ['u_2'], country: ['CH'] } };
    expect(filterParameters(filters, true)).toEqual({ ip: ['::1', '::2'], 'not.country': ['CH'] });
    expect(filterParameters(filters, false)).toMatchObject({ user: ['u_1'], 'not.user': ['u_2'] });
  });

  test('facetsOfRequest_skips_what_is_no_filter', () => {
    const request = { user: null, ip: '::1', from: '2026-11-21T00:00:00Z', outcome: ['maybe'], 'not.target': ['item:i_1'], nested: {} };
    expect(facetsOfRequest(request)).toEqual([
      { by: 'ip', value: '::1' },
      { by: 'target', value: 'item:i_1', isExcluded: true },
    ]);
  });
});
