import { useCatalog } from '../../api/catalog';
import type { Scope } from '../../api/events';
import { useFacetNames } from '../../api/facetNames';
import { FacetText, facetText } from '../../ui/FacetText';
import { Icon } from '../../ui/Icon';
import { drop, facetKey, facetsOf, type Facet, type Filters } from '../../view/filters';
import styles from './filters.module.css';
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
  return (
    <ul className={styles.chips} aria-label="Active filters">
      {facets.map((facet) => {
        const text = facetText(facet, catalog);
        return (
          <li key={facetKey(facet)} className={styles.chip} data-excluded={facet.isExcluded} data-refused={isWrong(facet) || undefined}>
            <span className={styles.chipText} title={text}>
              <FacetText facet={facet} catalog={catalog} />
            </span>
            <button
              type="button"
              className={styles.drop}
              aria-label={`Remove filter ${text}`}
              onClick={() => {
                onChange(drop(filters, facet));
              }}
            >
              <Icon name="close" size={11} />
            </button>
          </li>
        );
      })}
    </ul>
  );
}
