import { Fragment } from 'react';
import type { Catalog } from '../api/catalog';
import { facetKey, valueLabel, type Facet } from '../view/filters';
import { FILTERS } from '../view/filterTable';
import { showBidi } from './bidi';
import { UntrustedText } from './UntrustedText';

/** One value of a filter: `person: Ada L.`, `not country: Norway`. */
export function FacetText({ facet, catalog }: { facet: Facet; catalog: Catalog | undefined }) {
  return (
    <>
      {filterLabel(facet)}: <UntrustedText text={valueLabel(facet, catalog)} />
    </>
  );
}

/** Several values, separated by commas. */
export function FacetTexts({ facets, catalog }: { facets: readonly Facet[]; catalog: Catalog | undefined }) {
  return facets.map((facet, index) => (
    <Fragment key={facetKey(facet)}>
      {index > 0 && ', '}
      <FacetText facet={facet} catalog={catalog} />
    </Fragment>
  ));
}

/** Returns one value of a filter as plain text, for accessible names. */
export function facetText(facet: Facet, catalog: Catalog | undefined): string {
  return showBidi(`${filterLabel(facet)}: ${valueLabel(facet, catalog)}`);
}

function filterLabel({ by, isExcluded }: Facet): string {
  return isExcluded ? `not ${FILTERS[by].label}` : FILTERS[by].label;
}
