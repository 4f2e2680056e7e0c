import { useCatalog } from '../../api/catalog';
import type { Scope } from '../../api/events';
import { useFacetNames } from '../../api/facetNames';
import { FacetChips } from '../../ui/FacetChips';
import { drop, facetKey, facetsOf, type Facet, type Filters } from '../../view/filters';
import { refusedFacets, type Refused } from './refused';

type Props = { scope: Scope; filters: Filters; refused: Refused | null; onChange: (filters: Filters) => void };

/** The active filters, each with a button that removes it. */
export function FilterChips({ scope, filters, refused, onChange }: Props) {
  const { data: catalog } = useCatalog();
  const facets = facetsOf(filters);
  useFacetNames(facets, scope);
  if (facets.length === 0) return null;
  const wrong = refused ? refusedFacets(filters, refused, catalog) : [];
  const isWrong = (facet: Facet) => wrong.some((one) => facetKey(one) === facetKey(facet));
  return <FacetChips facets={facets} catalog={catalog} label="Active filters" isRefused={isWrong} onDrop={(facet) => { onChange(drop(filters, facet)); }} />;
}
