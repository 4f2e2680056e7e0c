import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { catalogOf } from '../api/catalog';
import {
  drop,
  exclude,
  facetsOf,
  FILTER_NAMES,
  FILTERS,
  include,
  isFiltered,
  NO_FILTERS,
  only,
  type Facet,
  type Filters,
} from './filters';

// Every filter of the table, so that a new one is tested too.
const facet = fc.constantFrom(
  ...FILTER_NAMES.flatMap((by) => (FILTERS[by].values ?? ['u_1', '2001:db8::/32']).map((value) => ({ by, value }) as Facet)),
);
const filters = fc.array(facet, { maxLength: 6 }).map((facets) => facets.reduce(include, NO_FILTERS));

describe('filtering by a value', () => {
  test('include_adds_value_once_and_drop_removes_it', () => {
    fc.assert(
      fc.property(filters, facet, (filters, facet) => {
        const once = include(filters, facet);
        expect(facetsOf(once)).toContainEqual(facet);
        expect(include(once, facet)).toEqual(once);
        expect(facetsOf(drop(once, facet))).not.toContainEqual(facet);
      }),
    );
  });

  test('only_replaces_one_filter_and_keeps_the_others', () => {
    fc.assert(
      fc.property(filters, facet, (filters, facet) => {
        const selected = facetsOf(only(filters, facet));
        expect(selected.filter(({ by }) => by === facet.by)).toEqual([facet]);
        const others = (facets: Facet[]) => facets.filter(({ by }) => by !== facet.by);
        expect(others(selected)).toEqual(others(facetsOf(filters)));
      }),
    );
  });

  test('drop_every_facet_leaves_no_filters', () => {
    fc.assert(
      fc.property(filters, (filters) => {
        const left = facetsOf(filters).reduce<Filters>(drop, filters);
        expect(left).toEqual(NO_FILTERS);
        expect(isFiltered(left)).toBe(false);
      }),
    );
  });
});

describe('excluding a value', () => {
  test('exclude_closed_list_selects_the_others', () => {
    expect(exclude(NO_FILTERS, { by: 'outcome', value: 'success' }, undefined)?.outcome).toEqual(['failure', 'attempt', 'blocked']);
    const some: Filters = { ...NO_FILTERS, outcome: ['failure', 'blocked'] };
    expect(exclude(some, { by: 'outcome', value: 'blocked' }, undefined)?.outcome).toEqual(['failure']);
  });

  test('exclude_source_selects_others_of_the_catalog', () => {
    const source = (id: string) => ({ id, label: id.toUpperCase(), built_in: false });
    const catalog = catalogOf([source('pass'), source('vpn'), source('crm')], []);
    expect(exclude(NO_FILTERS, { by: 'source', value: 'vpn' }, catalog)?.source).toEqual(['pass', 'crm']);
    expect(exclude({ ...NO_FILTERS, source: ['gone', 'vpn'] }, { by: 'source', value: 'vpn' }, catalog)?.source).toEqual(['gone']);
    expect(exclude(NO_FILTERS, { by: 'source', value: 'vpn' }, undefined)).toBeNull();
    // The API accepts at most 50 values.
    const many = catalogOf(Array.from({ length: 52 }, (_, index) => source(`s${index}`)), []);
    expect(exclude(NO_FILTERS, { by: 'source', value: 's0' }, many)).toBeNull();
  });

  test('exclude_last_value_or_free_text_returns_null', () => {
    expect(exclude({ ...NO_FILTERS, outcome: ['failure'] }, { by: 'outcome', value: 'failure' }, undefined)).toBeNull();
    expect(exclude(NO_FILTERS, { by: 'user', value: 'u_1' }, undefined)).toBeNull();
    expect(exclude(NO_FILTERS, { by: 'ip', value: '::1' }, undefined)).toBeNull();
  });
});
