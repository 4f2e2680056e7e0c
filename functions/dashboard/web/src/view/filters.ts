import type { Catalog } from '../api/catalog';
import type { FilterName, FilterParameter, FilterParameters, FilterValues } from '../api/types';
import { FILTER_NAMES, FILTERS, parseValue } from './filterTable';

/** Values of each filter. */
export type Values = { readonly [Name in FilterName]: readonly FilterValues[Name][] };

/** The selected values of each filter, and the excluded ones. */
export type Filters = Values & { readonly not: Values };

/** One value of one filter, selected or excluded. */
export type Facet<Name extends FilterName = FilterName> = { [N in Name]: { by: N; value: FilterValues[N]; isExcluded?: true } }[Name];

function valuesFrom(values: (name: FilterName) => readonly string[]): Values {
  return Object.fromEntries(FILTER_NAMES.map((name) => [name, values(name)])) as Values;
}

export const NO_VALUES = valuesFrom(() => []);

export const NO_FILTERS: Filters = { ...NO_VALUES, not: NO_VALUES };

/** Returns the filters of a view, without the rest of it. */
export function filtersOf(view: Filters): Filters {
  return { ...valuesFrom((name) => view[name]), not: view.not };
}

/** Returns the name of a facet's parameter, in URLs and in requests. */
export function parameterOf({ by, isExcluded }: Facet): FilterParameter {
  return isExcluded ? `not.${by}` : by;
}

const FACET_OF = new Map<string, Pick<Facet, 'by' | 'isExcluded'>>(
  FILTER_NAMES.flatMap((by) => [
    [by, { by }],
    [`not.${by}`, { by, isExcluded: true }],
  ]),
);

export const FILTER_PARAMETERS = [...FACET_OF.keys()] as FilterParameter[];

/** Returns a parameter as a facet, or `null` if it is not a filter or its value is invalid. */
export function facetOfParameter(name: string, text: string): Facet | null {
  const found = FACET_OF.get(name);
  const value = found ? parseValue(found.by, text) : null;
  return found && value !== null ? ({ ...found, value } as Facet) : null;
}

/** Reads the filters from the query of a URL. Omits values that are invalid. */
export function readFilters(query: URLSearchParams): Filters {
  const facets = [...query].flatMap(([name, text]) => facetOfParameter(name, text) ?? []);
  return filtersFromFacets(facets);
}

/** Returns the parameters of the API for these filters. */
export function filterParameters(filters: Filters, isOwn: boolean): FilterParameters {
  const parameters: Record<string, string[]> = {};
  for (const facet of facetsOf(filters)) {
    if (isOwn && FILTERS[facet.by].isOrganizationOnly) continue;
    (parameters[parameterOf(facet)] ??= []).push(facet.value);
  }
  return parameters;
}

/** Returns a value as a facet, or `null` for a value that only a newer version of the service knows. */
export function facetFrom(by: FilterName, value: string): Facet | null {
  return facetOfParameter(by, value);
}

/** Returns the selected and excluded values, in the order of their chips. */
export function facetsOf(filters: Filters): Facet[] {
  return FILTER_NAMES.flatMap((by) => [
    ...filters[by].map((value) => ({ by, value }) as Facet),
    ...filters.not[by].map((value) => ({ by, value, isExcluded: true }) as Facet),
  ]);
}

/** Returns filters with these facets. */
export function filtersFromFacets(facets: readonly Facet[]): Filters {
  return facets.reduce(withFacet, NO_FILTERS);
}

/** Returns the filters of a request, such as that of an export, as facets. */
export function facetsOfRequest(request: object): Facet[] {
  const filters = Object.entries(request).flatMap(([name, values]) =>
    [values].flat().flatMap((value) => (typeof value === 'string' ? (facetOfParameter(name, value) ?? []) : [])),
  );
  return facetsOf(filtersFromFacets(filters));
}

export function isFiltered(filters: Filters): boolean {
  return facetsOf(filters).length > 0;
}

/** Returns a text that only equal facets share. */
export function facetKey(facet: Facet): string {
  return `${parameterOf(facet)}=${facet.value}`;
}

/** Returns the label of a facet's value. */
export function valueLabel<Name extends FilterName>({ by, value }: Facet<Name>, catalog: Catalog | undefined): string {
  return FILTERS[by].valueLabel(value, catalog);
}

function withValues<T extends Values>(filters: T, by: FilterName, values: readonly string[]): T {
  return { ...filters, [by]: values };
}

function withValue<T extends Values>(filters: T, { by, value }: Facet): T {
  const closed: readonly string[] | null = FILTERS[by].values;
  const selected = new Set<string>([...filters[by], value]);
  return withValues(filters, by, closed ? closed.filter((one) => selected.has(one)) : [...selected]);
}

function withoutValue<T extends Values>(filters: T, { by, value }: Facet): T {
  return withValues(filters, by, filters[by].filter((one) => one !== value));
}

/** Adds a facet. The same value may be selected and excluded, as the URL can say so. */
function withFacet(filters: Filters, facet: Facet): Filters {
  return facet.isExcluded ? { ...filters, not: withValue(filters.not, facet) } : withValue(filters, facet);
}

/** Selects a value besides the others of its filter. It is no longer excluded. */
export function include(filters: Filters, facet: Facet): Filters {
  return { ...withValue(filters, facet), not: withoutValue(filters.not, facet) };
}

/** Excludes a value. It is no longer selected. */
export function exclude(filters: Filters, facet: Facet): Filters {
  return { ...withoutValue(filters, facet), not: withValue(filters.not, facet) };
}

/** Adds a facet as it says: selected or excluded. */
export function add(filters: Filters, facet: Facet): Filters {
  return facet.isExcluded ? exclude(filters, facet) : include(filters, facet);
}

/** Replaces the values of one filter, and its excluded ones. The other filters stay. */
export function only(filters: Filters, { by, value }: Facet): Filters {
  return { ...withValues(filters, by, [value]), not: withValues(filters.not, by, []) };
}

/** Removes a facet. */
export function drop(filters: Filters, facet: Facet): Filters {
  return facet.isExcluded ? { ...filters, not: withoutValue(filters.not, facet) } : withoutValue(filters, facet);
}
