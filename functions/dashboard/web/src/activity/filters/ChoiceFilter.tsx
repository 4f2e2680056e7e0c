import { Button, Combobox, useCombobox } from '@mantine/core';
import { useState } from 'react';
import { Icon } from '../../ui/Icon';
import styles from './filters.module.css';

export type Choice = { value: string; label: string; hint?: string };
export type ChoiceGroup = { label: string; choices: readonly Choice[] };

type Props = {
  label: string;
  groups: readonly ChoiceGroup[];
  chosen: readonly string[];
  onToggle: (value: string) => void;
  /** Offers a field to search in the choices. */
  searchable?: boolean;
  isFull?: boolean;
};

/** A list to choose several values from; each choice takes effect at once. */
export function ChoiceFilter({ label, groups, chosen, onToggle, searchable = false, isFull = false }: Props) {
  const [search, setSearch] = useState('');
  const combobox = useCombobox({
    onDropdownClose: () => {
      combobox.resetSelectedOption();
      setSearch('');
      combobox.focusTarget();
    },
    onDropdownOpen: () => {
      if (searchable) combobox.focusSearchInput();
      else combobox.updateSelectedOptionIndex('active');
    },
  });
  const shown = searchChoices(groups, search);
  return (
    <Combobox store={combobox} onOptionSubmit={onToggle} width={300} position="bottom-start">
      <Combobox.Target targetType="button" withAriaAttributes={false}>
        <Button
          variant="default"
          fullWidth={isFull}
          aria-haspopup="listbox"
          aria-expanded={combobox.dropdownOpened}
          rightSection={<Icon name="down" size={12} />}
          onClick={() => {
            combobox.toggleDropdown();
          }}
        >
          {chosen.length > 0 ? `${label} (${chosen.length})` : label}
        </Button>
      </Combobox.Target>
      <Combobox.Dropdown>
        {searchable && (
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
            <Combobox.Group key={group.label} label={group.label}>
              {group.choices.map(({ value, label, hint }) => (
                <Combobox.Option key={value} value={value} active={chosen.includes(value)} aria-selected={chosen.includes(value)}>
                  <span className={styles.option} title={hint}>
                    <span className={styles.tick} aria-hidden="true">
                      {chosen.includes(value) ? '✓' : ''}
                    </span>
                    {label}
                  </span>
                </Combobox.Option>
              ))}
            </Combobox.Group>
          ))}
          {shown.length === 0 && <Combobox.Empty>Nothing of that name</Combobox.Empty>}
        </Combobox.Options>
      </Combobox.Dropdown>
    </Combobox>
  );
}

/** Returns the choices that hold every word of a search, in their label, id or group. */
export function searchChoices(groups: readonly ChoiceGroup[], search: string): ChoiceGroup[] {
  const words = search.toLowerCase().split(/\s+/).filter(Boolean);
  return groups.flatMap((group) => {
    const choices = group.choices.filter(({ value, label }) => {
      const text = `${label} ${value} ${group.label}`.toLowerCase();
      return words.every((word) => text.includes(word));
    });
    return choices.length > 0 ? [{ ...group, choices }] : [];
  });
}
