import { Button } from '@mantine/core';
import { typeLabel, useCatalogue, type Catalogue } from '../../api/eventTypes';
import { personLabel, useNamesOf } from '../../api/people';
import { Icon } from '../../ui/Icon';
import { marked } from '../../ui/marked';
import { Outside } from '../../ui/Outside';
import { drop, facetsOf, type Facet } from '../../view/filtering';
import { NO_FILTERS, type Filters } from '../../view/view';
import styles from './filters.module.css';
import { OUTCOME_NAMES, SOURCE_NAMES } from './names';

type Props = { filters: Filters; onChange: (filters: Filters) => void };

/** The filters that are set, each with a way to drop it. */
export function FilterChips({ filters, onChange }: Props) {
  const { data: catalogue } = useCatalogue();
  useNamesOf(filters.users, true);
  const facets = facetsOf(filters);
  if (facets.length === 0) return null;
  return (
    <ul className={styles.chips} aria-label="Active filters">
      {facets.map((facet) => {
        const text = facetText(facet, catalogue);
        return (
          <li key={`${facet.by} ${facet.value}`} className={styles.chip}>
            <span className={styles.chipText} title={text}>
              <FacetText facet={facet} catalogue={catalogue} />
            </span>
            <button
              type="button"
              className={styles.drop}
              aria-label={`Remove the filter ${text}`}
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

type FacetTextProps = { facet: Facet; catalogue: Catalogue | undefined };

/** What a filter chooses: `user: Ada L.`. Its value is isolated from the text around it. */
export function FacetText({ facet, catalogue }: FacetTextProps) {
  const [name, value] = facetParts(facet, catalogue);
  return (
    <>
      {name}: <Outside text={value} />
    </>
  );
}

/** The same as a text, for names of buttons. */
export function facetText(facet: Facet, catalogue: Catalogue | undefined): string {
  return marked(facetParts(facet, catalogue).join(': '));
}

function facetParts(facet: Facet, catalogue: Catalogue | undefined): [name: string, value: string] {
  switch (facet.by) {
    case 'user':
      return ['user', personLabel(facet.value)];
    case 'type':
      return ['event', typeLabel(catalogue, facet.value)];
    case 'source':
      return ['source', SOURCE_NAMES[facet.value]];
    case 'outcome':
      return ['outcome', OUTCOME_NAMES[facet.value]];
    case 'ip':
      return ['IP', facet.value];
  }
}
