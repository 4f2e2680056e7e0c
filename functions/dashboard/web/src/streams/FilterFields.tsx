import { Autocomplete, Input, Select } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { useState } from 'react';
import { useCatalog } from '../api/catalog';
import { useMe } from '../api/me';
import type { FilterName } from '../api/types';
import { rememberUsers, useUserNames, useUserSearch } from '../api/users';
import { FacetChips } from '../ui/FacetChips';
import { add, drop, facetFrom, facetsOf, type Facet, type Filters } from '../view/filters';
import { FILTER_NAMES, FILTERS } from '../view/filterTable';
import { optionsOf, searchOptions, typedValue } from './filterChoices';
import styles from './streams.module.css';

// More would slow down each key press.
const MAX_OPTIONS = 100;

type Props = { filters: Filters; error: string | undefined; onChange: (filters: Filters) => void };

/** Selects which events a stream sends: value by value, by every filter of the table. */
export function FilterFields({ filters, error, onChange }: Props) {
  const { data: catalog } = useCatalog();
  const showsDetails = useMe().settings?.show_details ?? true;
  const [by, setBy] = useState<FilterName>('type');
  const [isExcluded, setIsExcluded] = useState(false);
  useUserNames([...filters.user, ...filters.not.user]);
  const facets = facetsOf(filters);
  const names = FILTER_NAMES.filter((name) => showsDetails || !FILTERS[name].needsDetails);
  return (
    <Input.Wrapper
      size="xs"
      label="Events"
      labelElement="div"
      description={facets.length === 0 ? 'All events. Add filters to send only some.' : 'Only events that match. Values of one filter are alternatives.'}
      error={error}
    >
      <div className={styles.filters} role="group" aria-label="Filters">
        <FacetChips facets={facets} catalog={catalog} label="Filters of the stream" onDrop={(facet) => { onChange(drop(filters, facet)); }} />
        <div className={styles.addFilter}>
          <Select
            aria-label="Filter by"
            data={names.map((name) => ({ value: name, label: capital(FILTERS[name].label) }))}
            value={by}
            allowDeselect={false}
            onChange={(name) => { setBy(names.find((one) => one === name) ?? 'type'); }}
          />
          <Select
            aria-label="Select or exclude"
            data={[
              { value: 'is', label: 'is' },
              { value: 'not', label: 'is not' },
            ]}
            value={isExcluded ? 'not' : 'is'}
            allowDeselect={false}
            onChange={(chosen) => { setIsExcluded(chosen === 'not'); }}
          />
          <ValueField key={by} by={by} onAdd={(facet) => { onChange(add(filters, isExcluded ? { ...facet, isExcluded } : facet)); }} />
        </div>
      </div>
    </Input.Wrapper>
  );
}

/** A field that adds a value with Enter, or by selecting it. */
function ValueField({ by, onAdd }: { by: FilterName; onAdd: (facet: Facet) => void }) {
  const { data: catalog } = useCatalog();
  const [text, setText] = useState('');
  const [isInvalid, setIsInvalid] = useState(false);
  const [isOpen, setIsOpen] = useState(false);
  const { field, label } = FILTERS[by];
  const isUsers = field?.kind === 'users';
  const [search] = useDebouncedValue(text, 150);
  const { data: users = [] } = useUserSearch(search, isUsers);
  const onValue = (value: string) => {
    const facet = facetFrom(by, value);
    if (!facet) return;
    if (isUsers) rememberUsers(users);
    onAdd(facet);
    setText('');
    setIsOpen(false);
  };
  return (
    <Autocomplete
      size="xs"
      aria-label={`Value of the filter ${label}`}
      placeholder={placeholderFor(by)}
      data={optionsOf(by, catalog, users)}
      limit={MAX_OPTIONS}
      // The service has searched the people.
      filter={({ options, search }) => (isUsers ? options : searchOptions(options, search))}
      dropdownOpened={isOpen}
      onDropdownOpen={() => { setIsOpen(true); }}
      onDropdownClose={() => { setIsOpen(false); }}
      value={text}
      error={isInvalid && text.trim() !== '' ? errorFor(by) : undefined}
      onChange={(value) => {
        setText(value);
        setIsInvalid(false);
        setIsOpen(true);
      }}
      onOptionSubmit={(value) => {
        onValue(value);
        // After Mantine has written the label of the option.
        setTimeout(() => { setText(''); });
      }}
      onKeyDown={(event) => {
        if (event.key !== 'Enter' || event.currentTarget.hasAttribute('aria-activedescendant')) return;
        // Otherwise Enter would send the form.
        event.preventDefault();
        const value = typedValue(by, text);
        if (value !== null) onValue(value);
        else setIsInvalid(true);
      }}
    />
  );
}

function placeholderFor(by: FilterName): string {
  const { field } = FILTERS[by];
  if (field?.kind === 'users') return 'Search people, or type an ID or email';
  if (field?.kind === 'choices') return 'Search';
  return field ? field.placeholder : 'Type a value, then Enter';
}

function errorFor(by: FilterName): string {
  const { field } = FILTERS[by];
  return field?.kind === 'text' ? `Example: ${field.example}` : 'Select a value of the list';
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
