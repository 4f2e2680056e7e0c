import { Button, Combobox, useCombobox } from '@mantine/core';
import { useState } from 'react';
import { formatCount } from '../../time/format';
import { showBidi } from '../../ui/bidi';
import { Icon } from '../../ui/Icon';
import { UntrustedText } from '../../ui/UntrustedText';
import type { Choice, ChoiceGroup } from '../../view/choices';
import styles from './filters.module.css';
import { firstChoices, searchChoices } from './searchChoices';

// More would slow down each key press in the search.
const MAX_OPTIONS = 200;

type Props = {
  label: string;
  groups: readonly ChoiceGroup[];
  selected: readonly string[];
  onToggle: (value: string) => void;
  onOpen: () => void;
  /** Why there are no choices, if the search is not the reason. */
  unavailable: string | null;
  /** Returns a choice for a text that matches no other. */
  typed?: ((search: string) => Choice | null) | undefined;
  isSearchable?: boolean;
  isFullWidth?: boolean;
};

/** A list of values to select. Each click applies at once. */
export function ChoiceFilter(props: Props) {
  const { label, groups, selected, onToggle, onOpen, unavailable, typed, isSearchable = false, isFullWidth = false } = props;
  const [search, setSearch] = useState('');
  const combobox = useCombobox({
    onDropdownClose: () => {
      combobox.resetSelectedOption();
      setSearch('');
      combobox.focusTarget();
    },
    onDropdownOpen: () => {
      onOpen();
      if (isSearchable) combobox.focusSearchInput();
      else combobox.updateSelectedOptionIndex('active');
    },
  });
  const found = searchChoices(groups, search);
  const typedChoice = found.length === 0 ? typed?.(search) : null;
  const { shown, hidden } = firstChoices(typedChoice ? [{ choices: [typedChoice] }] : found, MAX_OPTIONS);
  return (
    <Combobox store={combobox} onOptionSubmit={onToggle} width={300} position="bottom-start">
      <Combobox.Target targetType="button" withAriaAttributes={false}>
        <Button
          className={styles.field ?? ''}
          variant="default"
          justify="space-between"
          fullWidth={isFullWidth}
          aria-haspopup="listbox"
          aria-expanded={combobox.dropdownOpened}
          rightSection={<Icon name="down" size={12} />}
          onClick={() => {
            combobox.toggleDropdown();
          }}
        >
          {selected.length > 0 ? `${label} (${selected.length})` : label}
        </Button>
      </Combobox.Target>
      <Combobox.Dropdown>
        {isSearchable && (
          <Combobox.Search
            size="xs"
            role="combobox"
            aria-expanded
            value={search}
            placeholder="Search"
            aria-label={`Search ${label.toLowerCase()}`}
            onChange={(event) => {
              setSearch(event.currentTarget.value);
              combobox.updateSelectedOptionIndex();
            }}
          />
        )}
        <Combobox.Options className={styles.options ?? ''} aria-label={label} aria-multiselectable>
          {shown.map((group, index) => (
            <Combobox.Group key={`${group.label ?? label} ${index}`} label={group.label && <UntrustedText text={group.label} />}>
              {group.choices.map(({ value, label, hint }) => (
                <Combobox.Option key={value} value={value} active={selected.includes(value)} aria-selected={selected.includes(value)}>
                  <span className={styles.option} title={hint && showBidi(hint)}>
                    <span className={styles.tick} aria-hidden="true">
                      {selected.includes(value) ? '✓' : ''}
                    </span>
                    <UntrustedText text={label} />
                  </span>
                </Combobox.Option>
              ))}
            </Combobox.Group>
          ))}
          {shown.length === 0 && <Combobox.Empty>{unavailable ?? 'No matches'}</Combobox.Empty>}
        </Combobox.Options>
        {hidden > 0 && <Combobox.Footer className={styles.hidden ?? ''}>{`${formatCount(hidden)} more: type to search`}</Combobox.Footer>}
      </Combobox.Dropdown>
    </Combobox>
  );
}
