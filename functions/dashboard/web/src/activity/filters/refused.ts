import type { Catalog } from '../../api/catalog';
import type { FilterParameter } from '../../api/types';
import { fieldErrors } from '../../ui/fieldErrors';
import { facetsOf, FILTER_PARAMETERS, parameterOf, type Facet, type Filters } from '../../view/filters';

/** The filters that the service refused, each with the reason as a sentence. */
export type Refused = Partial<Record<FilterParameter, string>>;

const POINTERS = Object.fromEntries(FILTER_PARAMETERS.map((name) => [name, name])) as Record<FilterParameter, string>;

/** Returns the filters that an error is about, or `null` if it is about something else too. */
export function refusedFilters(error: unknown): Refused | null {
  const { at, other } = fieldErrors(error, POINTERS);
  return other == null && Object.keys(at).length > 0 ? at : null;
}

/** Returns the values to change: those that the catalog does not have, otherwise all values of the refused filters. */
export function refusedFacets(filters: Filters, refused: Refused, catalog: Catalog | undefined): Facet[] {
  return (Object.keys(refused) as FilterParameter[]).flatMap((name) => {
    const facets = facetsOf(filters).filter((facet) => parameterOf(facet) === name);
    const unknown = catalog ? facets.filter((facet) => !isInCatalog(facet, catalog)) : [];
    return unknown.length > 0 ? unknown : facets;
  });
}

function isInCatalog({ by, value }: Facet, { types, typeById, sourceById }: Catalog): boolean {
  if (by === 'source') return sourceById.has(value);
  if (by !== 'type') return true;
  return value.endsWith('.*') ? types.some(({ id }) => id.startsWith(value.slice(0, -1))) : typeById.has(value);
}
