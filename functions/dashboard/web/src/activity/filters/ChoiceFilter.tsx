import { Button, Combobox, useCombobox } from '@mantine/core';
import { useState } from 'react';
import { Icon } from '../../ui/Icon';
import type { ChoiceGroup } from '../../view/choices';
import styles from './filters.module.css';

type Props = {
  label: string;
  groups: readonly ChoiceGroup[];
  selected: readonly string[];
  onToggle: (value: string) => void;
  isSearchable?: boolean;
  isFullWidth?: boolean;
};

/** A list of values to select. Each click applies at once. */
export function ChoiceFilter({ label, groups, selected, onToggle, isSearchable = false, isFullWidth = false }: Props) {
  const [search, setSearch] = useState('');
  const combobox = useCombobox({
    onDropdownClose: () => {
      combobox.resetSelectedOption();
      setSearch('');
      combobox.focusTarget();
    },
    onDropdownOpen: () => {
      if (isSearchable) combobox.focusSearchInput();
      else combobox.updateSelectedOptionIndex('active');
    },
  });
  const shown = searchChoices(groups, search);
  return (
    <Combobox store={combobox} onOptionSubmit={onToggle} width={300} position="bottom-start">
      <Combobox.Target targetType="button" withAriaAttributes={false}>
        <Button
          variant="default"
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
          {shown.map((group) => (
            <Combobox.Group key={group.label ?? label} label={group.label}>
              {group.choices.map(({ value, label, hint }) => (
                <Combobox.Option key={value} value={value} active={selected.includes(value)} aria-selected={selected.includes(value)}>
                  <span className={styles.option} title={hint}>
                    <span className={styles.tick} aria-hidden="true">
                      {selected.includes(value) ? '✓' : ''}
                    </span>
                    {label}
                  </span>
                </Combobox.Option>
              ))}
            </Combobox.Group>
          ))}
          {shown.length === 0 && <Combobox.Empty>No matches</Combobox.Empty>}
        </Combobox.Options>
      </Combobox.Dropdown>
    </Combobox>
  );
}

/** Returns the choices whose label, ID or group contains every word of a search. */
export function searchChoices(groups: readonly ChoiceGroup[], search: string): ChoiceGroup[] {
  const words = search.toLowerCase().split(/\s+/).filter(Boolean);
  return groups.flatMap((group) => {
    const choices = group.choices.filter(({ value, label }) => {
      const text = `${label} ${value} ${group.label ?? ''}`.toLowerCase();
      return words.every((word) => text.includes(word));
    });
    return choices.length > 0 ? [{ ...group, choices }] : [];
  });
}
