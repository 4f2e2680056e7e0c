import type { FacetName, FacetValues } from '../../api/types';
import { facetsOf, type Facet, type Filters } from '../../view/filters';
import { FILTERS } from '../../view/filterTable';

/** The facets of the panel, in order, each with its heading. */
export const FACET_TITLES: Record<FacetName, string> = {
  user: 'People',
  type: 'Events',
  outcome: 'Outcome',
  country: 'Country',
  target: 'Item',
  isp: 'Network',
  ip: 'Address',
  device: 'Device',
  source: 'Source',
};

/** Returns the facets that a user can see: not the hidden details, and not the only person of their own events. */
export function facetNames(isOwn: boolean, withDetails: boolean): FacetName[] {
  return (Object.keys(FACET_TITLES) as FacetName[]).filter((name) => {
    const { isOrganizationOnly, needsDetails } = FILTERS[name];
    return !(isOwn && isOrganizationOnly) && (withDetails || !needsDetails);
  });
}

/** A value of the panel. Without a count, it is a filter that no event has. */
export type FacetRow = { facet: Facet; label: string | null; count: number | null; people: number | null; state: 'selected' | 'excluded' | null };

/** Returns the values of a facet: those that are filters but that no event has, then the counted ones. */
export function facetRows(by: FacetName, counted: FacetValues | undefined, filters: Filters): FacetRow[] {
  const own = facetsOf(filters).filter((facet) => facet.by === by);
  const values = counted?.values ?? [];
  const rows = values.map(({ value, label, count, people }): FacetRow => {
    const facet = own.find((one) => one.value === value);
    return { facet: { by, value } as Facet, label, count, people, state: facet ? (facet.isExcluded ? 'excluded' : 'selected') : null };
  });
  const others = own.filter((facet) => !values.some(({ value }) => value === facet.value));
  return [
    ...others.map((facet): FacetRow => ({ facet, label: null, count: null, people: null, state: facet.isExcluded ? 'excluded' : 'selected' })),
    ...rows,
  ];
}

/** Returns a row as the filter that it is. */
export function facetOfRow({ facet, state }: FacetRow): Facet {
  return { by: facet.by, value: facet.value, ...(state === 'excluded' && { isExcluded: true }) } as Facet;
}
