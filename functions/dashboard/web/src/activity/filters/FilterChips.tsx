import { Button } from '@mantine/core';
import { useCatalog } from '../../api/eventTypes';
import { useUserNames } from '../../api/users';
import { FacetText, facetText } from '../../ui/FacetText';
import { Icon } from '../../ui/Icon';
import { drop, facetsOf, NO_FILTERS, type Filters } from '../../view/filters';
import styles from './filters.module.css';

type Props = { filters: Filters; onChange: (filters: Filters) => void };

/** The active filters, each with a button that removes it. */
export function FilterChips({ filters, onChange }: Props) {
  const { data: catalog } = useCatalog();
  useUserNames(filters.user);
  const facets = facetsOf(filters);
  if (facets.length === 0) return null;
  return (
    <ul className={styles.chips} aria-label="Active filters">
      {facets.map((facet) => {
        const text = facetText(facet, catalog);
        return (
          <li key={`${facet.by} ${facet.value}`} className={styles.chip}>
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
      <li>
        <Button
          variant="subtle"
          size="compact-xs"
          onClick={() => {
            onChange(NO_FILTERS);
          }}
        >
          Reset
        </Button>
      </li>
    </ul>
  );
}
