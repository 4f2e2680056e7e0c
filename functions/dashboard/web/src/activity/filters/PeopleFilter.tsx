import { Combobox, Loader, TextInput, useCombobox } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { useState } from 'react';
import { rememberPeople } from '../../api/people';
import { useUserSearch } from '../../api/users';
import { errorText } from '../../ui/ErrorState';
import { Icon } from '../../ui/Icon';
import { Outside } from '../../ui/Outside';
import styles from './filters.module.css';

type Props = { chosen: readonly string[]; onAdd: (user: string) => void };

/** Finds people by a part of their name or e-mail address. What nobody has can be asked for all the same. */
export function PeopleFilter({ chosen, onAdd }: Props) {
  const combobox = useCombobox({
    onDropdownClose: () => {
      combobox.resetSelectedOption();
    },
  });
  const [text, setText] = useState('');
  const [search] = useDebouncedValue(text, 150);
  const { data: users = [], error, isFetching, fetchStatus } = useUserSearch(search, combobox.dropdownOpened);
  const offered = users.filter(({ id }) => !chosen.includes(id));
  const add = (user: string) => {
    rememberPeople(users);
    onAdd(user);
    setText('');
    combobox.closeDropdown();
  };
  return (
    <Combobox store={combobox} onOptionSubmit={add} width={280} position="bottom-start">
      <Combobox.Target withExpandedAttribute>
        <TextInput
          className={styles.people ?? ''}
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
            // An id or e-mail address of somebody who is not listed; a suggestion that is marked goes first.
            if (event.key === 'Enter' && text.trim() !== '' && combobox.getSelectedOptionIndex() < 0) add(text.trim());
          }}
        />
      </Combobox.Target>
      <Combobox.Dropdown>
        <Combobox.Options aria-label="People" className={styles.options ?? ''}>
          {offered.map(({ id, name, email }) => (
            <Combobox.Option key={id} value={id}>
              <Outside className={styles.person} text={name ?? email ?? id} />
              <Outside className={styles.email} text={name ? (email ?? id) : id} />
            </Combobox.Option>
          ))}
          {offered.length === 0 && (
            <Combobox.Empty>
              {fetchStatus === 'paused' ? (
                'You are offline: people cannot be searched.'
              ) : isFetching ? (
                'Searching…'
              ) : error ? (
                <span className={styles.failed} role="alert">
                  People could not be searched. {errorText(error)}
                </span>
              ) : (
                'No matches. Press Enter to filter by it as an id or email address.'
              )}
            </Combobox.Empty>
          )}
        </Combobox.Options>
      </Combobox.Dropdown>
    </Combobox>
  );
}
