import { expect, test } from 'vitest';
import { catalogOf } from '../../api/catalog';
import { ApiError } from '../../api/problem';
import { NO_FILTERS } from '../../view/filters';
import { crmCatalog } from '../../view/testCatalog';
import { refusedFacets, refusedFilters } from './refused';

const refusal = (...pointers: string[]) =>
  new ApiError(400, {
    detail: 'no',
    errors: pointers.map((pointer) => ({ pointer, message: 'is not a type of the catalog (GET /v1/event-types)' })),
  });

test('refusedFilters_error_of_a_filter_names_it', () => {
  expect(refusedFilters(refusal('type'))).toEqual({ type: 'This is not a type of the catalog.' });
  expect(refusedFilters(refusal('type', 'cursor'))).toBeNull();
  expect(refusedFilters(new ApiError(503, { detail: 'busy' }))).toBeNull();
  expect(refusedFilters(null)).toBeNull();
  expect(refusedFilters(refusal('not.type'))).toEqual({ 'not.type': 'This is not a type of the catalog.' });
});

test('refusedFacets_are_those_not_in_the_catalog', () => {
  const filters = { ...NO_FILTERS, type: ['crm.contact.*', 'crm.nothing', 'fax.*', 'crm.contact.created'], source: ['crm'] };
  const values = (catalog: Parameters<typeof refusedFacets>[2]) => refusedFacets(filters, { type: 'no' }, catalog).map(({ value }) => value);
  expect(values(crmCatalog)).toEqual(['crm.nothing', 'fax.*']);
  const excluded = { ...NO_FILTERS, not: { ...NO_FILTERS.not, type: ['crm.*', 'crm.nothing'] } };
  expect(refusedFacets(excluded, { 'not.type': 'no' }, crmCatalog)).toEqual([{ by: 'type', value: 'crm.nothing', isExcluded: true }]);
  // Without a catalog, or if the catalog has all of them, every value can be the reason.
  expect(values(undefined)).toEqual(filters.type);
  expect(refusedFacets(filters, { source: 'no' }, crmCatalog)).toEqual([{ by: 'source', value: 'crm' }]);
  expect(refusedFacets(filters, { source: 'no' }, catalogOf([], []))).toEqual([{ by: 'source', value: 'crm' }]);
});
