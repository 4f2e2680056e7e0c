import fc from 'fast-check';
import { add, NO_FILTERS, type Facet, type Filters } from './filters';
import { FILTER_NAMES, FILTERS } from './filterTable';

const text = fc.string({ minLength: 1, maxLength: 40 }).map((text) => text.trim()).filter((text) => text !== '');

/** Any facet of any filter of the table, so that a new one is tested too. */
export const anyFacet: fc.Arbitrary<Facet> = fc.constantFrom(...FILTER_NAMES).chain((by) => {
  const { values } = FILTERS[by];
  const value: fc.Arbitrary<string> = values ? fc.constantFrom(...values) : by === 'country' ? fc.constantFrom('CH', 'DE', 'VN') : text;
  return fc.record({ value, isExcluded: fc.boolean() }).map(({ value, isExcluded }) => ({ by, value, ...(isExcluded && { isExcluded }) }) as Facet);
});

/** Any filters, with several values. */
export const anyFilters: fc.Arbitrary<Filters> = fc.array(anyFacet, { maxLength: 8 }).map((facets) => facets.reduce(add, NO_FILTERS));
