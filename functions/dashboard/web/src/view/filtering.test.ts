import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { drop, exclude, facetsOf, include, only, type Facet } from './filtering';
import { NO_FILTERS, OUTCOMES, SOURCES, isFiltered, type Filters } from './view';

const facet: fc.Arbitrary<Facet> = fc.oneof(
  fc.constantFrom('u_1', 'u_2').map((value): Facet => ({ by: 'user', value })),
  fc.constantFrom('pass.item.read', 'vpn.*').map((value): Facet => ({ by: 'type', value })),
  fc.constantFrom(...SOURCES).map((value): Facet => ({ by: 'source', value })),
  fc.constantFrom(...OUTCOMES).map((value): Facet => ({ by: 'outcome', value })),
  fc.constantFrom('203.0.113.7', '2001:db8::/32').map((value): Facet => ({ by: 'ip', value })),
);
const filters = fc.array(facet, { maxLength: 6 }).map((facets) => facets.reduce(include, NO_FILTERS));

describe('filtering by a value', () => {
  test('adds it once, and dropping takes it away', () => {
    fc.assert(
      fc.property(filters, facet, (filters, facet) => {
        const once = include(filters, facet);
        expect(facetsOf(once)).toContainEqual(facet);
        expect(include(once, facet)).toEqual(once);
        expect(facetsOf(drop(once, facet))).not.toContainEqual(facet);
      }),
    );
  });

  test('only_this_keeps_filters_by_anything_else', () => {
    fc.assert(
      fc.property(filters, facet, (filters, facet) => {
        const chosen = facetsOf(only(filters, facet));
        expect(chosen.filter(({ by }) => by === facet.by)).toEqual([facet]);
        const others = (facets: Facet[]) => facets.filter(({ by }) => by !== facet.by);
        expect(others(chosen)).toEqual(others(facetsOf(filters)));
      }),
    );
  });

  test('all chips dropped leave nothing', () => {
    fc.assert(
      fc.property(filters, (filters) => {
        const left = facetsOf(filters).reduce<Filters>(drop, filters);
        expect(left).toEqual(NO_FILTERS);
        expect(isFiltered(left)).toBe(false);
      }),
    );
  });
});

describe('excluding', () => {
  test('chooses all the others of a closed list', () => {
    expect(exclude(NO_FILTERS, { by: 'outcome', value: 'success' })?.outcomes).toEqual(['failure', 'attempt', 'blocked']);
    const some = { ...NO_FILTERS, sources: ['pass', 'vpn'] as const };
    expect(exclude(some, { by: 'source', value: 'vpn' })?.sources).toEqual(['pass']);
  });

  test('cannot leave nothing, nor exclude what the API cannot', () => {
    expect(exclude({ ...NO_FILTERS, outcomes: ['failure'] }, { by: 'outcome', value: 'failure' })).toBeNull();
    expect(exclude(NO_FILTERS, { by: 'user', value: 'u_1' })).toBeNull();
    expect(exclude(NO_FILTERS, { by: 'ip', value: '::1' })).toBeNull();
  });
});
