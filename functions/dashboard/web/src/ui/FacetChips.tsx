import type { Catalog } from '../api/catalog';
import { facetKey, type Facet } from '../view/filters';
import styles from './facetChips.module.css';
import { FacetText, facetText } from './FacetText';
import { Icon } from './Icon';

type Props = {
  facets: readonly Facet[];
  catalog: Catalog | undefined;
  label: string;
  /** Whether the service refuses a value. */
  isRefused?: (facet: Facet) => boolean;
  onDrop?: (facet: Facet) => void;
};

/** Values of filters as chips. With `onDrop`, each has a button that removes it. */
export function FacetChips({ facets, catalog, label, isRefused, onDrop }: Props) {
  if (facets.length === 0) return null;
  return (
    <ul className={styles.chips} aria-label={label}>
      {facets.map((facet) => {
        const text = facetText(facet, catalog);
        return (
          <li
            key={facetKey(facet)}
            className={styles.chip}
            data-plain={!onDrop || undefined}
            data-excluded={facet.isExcluded}
            data-refused={isRefused?.(facet) === true || undefined}
          >
            <span className={styles.text} title={text}>
              <FacetText facet={facet} catalog={catalog} />
            </span>
            {onDrop && (
              <button type="button" className={styles.drop} aria-label={`Remove filter ${text}`} onClick={() => { onDrop(facet); }}>
                <Icon name="close" size={11} />
              </button>
            )}
          </li>
        );
      })}
    </ul>
  );
}
