import { Fragment } from 'react';
import type { Catalog } from '../api/catalog';
import { FILTERS, valueLabel, type Facet } from '../view/filters';
import { showBidi } from './bidi';
import { UntrustedText } from './UntrustedText';

/** One value of a filter: `user: Ada L.`. */
export function FacetText({ facet, catalog }: { facet: Facet; catalog: Catalog | undefined }) {
  return (
    <>
      {FILTERS[facet.by].label}: <UntrustedText text={valueLabel(facet, catalog)} />
    </>
  );
}

/** Several values, separated by commas. */
export function FacetTexts({ facets, catalog }: { facets: readonly Facet[]; catalog: Catalog | undefined }) {
  return facets.map((facet, index) => (
    <Fragment key={`${facet.by} ${facet.value}`}>
      {index > 0 && ', '}
      <FacetText facet={facet} catalog={catalog} />
    </Fragment>
  ));
}

/** Returns one value of a filter as plain text, for accessible names. */
export function facetText(facet: Facet, catalog: Catalog | undefined): string {
  return showBidi(`${FILTERS[facet.by].label}: ${valueLabel(facet, catalog)}`);
}
