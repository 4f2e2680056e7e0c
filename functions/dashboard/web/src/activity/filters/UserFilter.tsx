import { Combobox, Loader, TextInput, useCombobox } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { useState } from 'react';
import { rememberUsers } from '../../api/users';
import { useUserSearch } from '../../api/users';
import { errorText } from '../../ui/ErrorState';
import { Icon } from '../../ui/Icon';
import { UntrustedText } from '../../ui/UntrustedText';
import styles from './filters.module.css';

type Props = { selected: readonly string[]; onAdd: (user: string) => void };

/** Searches users by name or email. Enter filters by any other text, as an ID or email. */
export function UserFilter({ selected, onAdd }: Props) {
  const combobox = useCombobox({
    onDropdownClose: () => {
      combobox.resetSelectedOption();
    },
  });
  const [text, setText] = useState('');
  const [search] = useDebouncedValue(text, 150);
  const { data: users = [], error, isFetching, fetchStatus } = useUserSearch(search, combobox.dropdownOpened);
  const offered = users.filter(({ id }) => !selected.includes(id));
  const add = (user: string) => {
    rememberUsers(users);
    onAdd(user);
    setText('');
    combobox.closeDropdown();
  };
  return (
    <Combobox store={combobox} onOptionSubmit={add} width={280} position="bottom-start">
      <Combobox.Target withExpandedAttribute>
        <TextInput
          className={styles.users ?? ''}
          aria-label="Search people"
          placeholder="Search people…"
          leftSection={<Icon name="search" size={14} />}
          rightSection={isFetching ? <Loader size={12} /> : null}
          value={text}
          onChange={(event) => {
            setText(event.currentTarget.value);
            combobox.openDropdown();
            combobox.updateSelectedOptionIndex();
          }}
          onClick={() => {
            combobox.openDropdown();
          }}
          onBlur={() => {
            combobox.closeDropdown();
          }}
          onKeyDown={(event) => {
            // A highlighted suggestion comes first.
            if (event.key === 'Enter' && text.trim() !== '' && combobox.getSelectedOptionIndex() < 0) add(text.trim());
          }}
        />
      </Combobox.Target>
      <Combobox.Dropdown>
        <Combobox.Options aria-label="People" className={styles.options ?? ''}>
          {offered.map(({ id, name, email }) => (
            <Combobox.Option key={id} value={id}>
              <UntrustedText className={styles.name} text={name ?? email ?? id} />
              <UntrustedText className={styles.email} text={name ? (email ?? id) : id} />
            </Combobox.Option>
          ))}
          {offered.length === 0 && (
            <Combobox.Empty>
              {fetchStatus === 'paused' ? (
                'You’re offline. Search needs a connection.'
              ) : isFetching ? (
                'Searching…'
              ) : error ? (
                <span className={styles.failed} role="alert">
                  Search failed. {errorText(error)}
                </span>
              ) : (
                'No matches. Press Enter to filter by this ID or email.'
              )}
            </Combobox.Empty>
          )}
        </Combobox.Options>
      </Combobox.Dropdown>
    </Combobox>
  );
}
