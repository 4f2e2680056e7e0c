import { Combobox } from '@mantine/core';
import { UntrustedText } from '../../ui/UntrustedText';
import styles from './search.module.css';
import type { SuggestionGroup } from './suggestions';

/** The list of the search box. */
export function SearchOptions({ groups }: { groups: readonly SuggestionGroup[] }) {
  return (
    <Combobox.Options className={styles.options ?? ''} aria-label="Suggestions">
      {groups.map(({ title, suggestions, note }) => (
        <Combobox.Group key={title} label={title}>
          {suggestions.map((suggestion) => (
            <Combobox.Option key={suggestion.key} value={suggestion.key}>
              <span className={styles.option}>
                {'facet' in suggestion && suggestion.facet.isExcluded && <span className={styles.not}>not</span>}
                <UntrustedText className={styles.label} text={suggestion.label} />
                {suggestion.hint !== undefined && <UntrustedText className={styles.hint} text={suggestion.hint} />}
              </span>
            </Combobox.Option>
          ))}
          {note !== undefined && <div className={styles.note}>{note}</div>}
        </Combobox.Group>
      ))}
    </Combobox.Options>
  );
}
