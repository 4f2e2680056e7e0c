import { Button, Combobox, useCombobox } from '@mantine/core';
import { useState, type KeyboardEvent } from 'react';
import { useCatalog } from '../../api/catalog';
import type { EventQuery } from '../../api/events';
import { Icon } from '../../ui/Icon';
import { add, drop, facetsOf, NO_FILTERS, type Facet, type Filters } from '../../view/filters';
import { FILTER_NAMES, FILTERS } from '../../view/filterTable';
import { FilterChips } from '../filters/FilterChips';
import type { Refused } from '../filters/refused';
import styles from './search.module.css';
import { SearchOptions } from './SearchOptions';
import { resolveToken, tokensOf } from './tokens';
import { useSuggestions } from './useSuggestions';

type Props = {
  query: EventQuery;
  refused: Refused | null;
  withDetails: boolean;
  onChange: (filters: Filters) => void;
};

/** One box for every filter: the active ones as tokens, and a search that offers more. */
export default function SearchBox({ query, refused, withDetails, onChange }: Props) {
  const { scope, filters } = query;
  const { data: catalog } = useCatalog();
  const [search, setSearch] = useState('');
  const [error, setError] = useState<string | null>(null);
  const combobox = useCombobox({
    onDropdownClose: () => {
      combobox.resetSelectedOption();
    },
  });
  const names = FILTER_NAMES.filter((name) => {
    const { isOrganizationOnly, needsDetails } = FILTERS[name];
    return (scope === 'organization' || !isOrganizationOnly) && (withDetails || !needsDetails);
  });
  const groups = useSuggestions(search, names, query, combobox.dropdownOpened);
  const facets = facetsOf(filters);
  const apply = (added: readonly Facet[]) => {
    onChange(added.reduce(add, filters));
    setSearch('');
    combobox.closeDropdown();
  };
  const type = (text: string) => {
    setSearch(text);
    setError(null);
    combobox.openDropdown();
    combobox.updateSelectedOptionIndex();
  };
  const submit = () => {
    const resolved = tokensOf(search).map((token) => resolveToken(token, catalog));
    const wrong = resolved.find((one) => 'error' in one);
    if (wrong && 'error' in wrong) setError(wrong.error);
    else if (resolved.length > 0) apply(resolved.flatMap((one) => ('facet' in one ? [one.facet] : [])));
  };
  const onKeyDown = (key: KeyboardEvent<HTMLInputElement>) => {
    // A highlighted suggestion comes first.
    if (key.key === 'Enter' && search.trim() !== '' && combobox.getSelectedOptionIndex() < 0) {
      key.preventDefault();
      submit();
    } else if (key.key === 'Escape' && !combobox.dropdownOpened && search !== '') {
      type('');
      combobox.closeDropdown();
    } else if (key.key === 'Backspace' && search === '') {
      const last = facets.at(-1);
      if (last) onChange(drop(filters, last));
    }
  };
  const isEmpty = facets.length === 0;
  return (
    <Combobox
      store={combobox}
      position="bottom-start"
      width="target"
      onOptionSubmit={(key) => {
        const chosen = groups.flatMap(({ suggestions }) => suggestions).find((one) => one.key === key);
        if (!chosen) return;
        if ('facet' in chosen) apply([chosen.facet]);
        else type(chosen.text);
      }}
    >
      <Combobox.DropdownTarget>
        <div className={styles.box} data-error={error !== null || undefined}>
          <Icon name="search" size={14} />
          <FilterChips scope={scope} filters={filters} refused={refused} onChange={onChange} />
          <Combobox.EventsTarget withExpandedAttribute>
            <input
              className={styles.input}
              type="text"
              // The target adds the state of the list.
              // eslint-disable-next-line jsx-a11y-x/role-has-required-aria-props
              role="combobox"
              aria-label="Search and filter"
              aria-autocomplete="list"
              aria-invalid={error !== null || undefined}
              aria-describedby={error === null ? undefined : 'search-error'}
              placeholder={isEmpty ? placeholder(scope, withDetails) : 'Add a filter…'}
              title="Search (/)"
              autoComplete="off"
              spellCheck={false}
              value={search}
              onChange={(event) => { type(event.currentTarget.value); }}
              onFocus={() => { combobox.openDropdown(); }}
              onClick={() => { combobox.openDropdown(); }}
              onBlur={() => { combobox.closeDropdown(); }}
              onKeyDown={onKeyDown}
            />
          </Combobox.EventsTarget>
          {!isEmpty && (
            <Button className={styles.reset ?? ''} variant="subtle" size="compact-xs" onClick={() => { onChange(NO_FILTERS); }}>
              Reset
            </Button>
          )}
        </div>
      </Combobox.DropdownTarget>
      {error !== null && (
        <p id="search-error" className={styles.error} role="alert">
          {error}
        </p>
      )}
      <Combobox.Dropdown hidden={groups.length === 0}>
        <SearchOptions groups={groups} />
      </Combobox.Dropdown>
    </Combobox>
  );
}

function placeholder(scope: EventQuery['scope'], withDetails: boolean): string {
  const parts = [scope === 'organization' && 'person', 'item', withDetails && 'address', withDetails && 'country', 'event', 'any text'];
  return `Search by ${parts.filter(Boolean).join(', ')}…`;
}
