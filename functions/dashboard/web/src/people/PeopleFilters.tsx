import { Select, TextInput } from '@mantine/core';
import { useDebouncedCallback } from '@mantine/hooks';
import { useState } from 'react';
import { Icon } from '../ui/Icon';
import { SECOND_FACTOR_LABELS } from './labels';
import styles from './people.module.css';
import { SECOND_FACTORS, type PeopleView } from './peopleView';

// Long enough that a word is one search.
const DELAY = 300;

type Props = { view: PeopleView; onView: (change: Partial<PeopleView>, replace?: boolean) => void };

/** Searches by name and address, and filters by second factor. */
export function PeopleFilters({ view, onView }: Props) {
  const [draft, setDraft] = useState({ shown: view.q, text: view.q });
  // Back changes the search.
  if (draft.shown !== view.q) setDraft({ shown: view.q, text: view.q });
  const search = useDebouncedCallback((q: string) => { onView({ q }, true); }, DELAY);
  return (
    <div className={styles.filters} role="search" aria-label="People">
      <TextInput
        aria-label="Search people"
        placeholder="Name, email or ID, also former ones"
        className={styles.search ?? ''}
        leftSection={<Icon name="search" size={14} />}
        value={draft.text}
        onChange={({ currentTarget: { value } }) => {
          setDraft({ shown: view.q, text: value });
          search(value);
        }}
      />
      <Select
        aria-label="Second factor"
        className={styles.factor ?? ''}
        data={[{ value: '', label: 'Any second factor' }, ...SECOND_FACTORS.map((state) => ({ value: state, label: `Second factor: ${SECOND_FACTOR_LABELS[state].toLowerCase()}` }))]}
        value={view.secondFactor ?? ''}
        allowDeselect={false}
        comboboxProps={{ width: 'max-content', position: 'bottom-start' }}
        onChange={(value) => {
          onView({ secondFactor: SECOND_FACTORS.find((state) => state === value) ?? null });
        }}
      />
    </div>
  );
}
