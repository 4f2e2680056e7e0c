import { Select } from '@mantine/core';
import { useState } from 'react';
import { rememberUsers, useUserNames, useUserSearch, userLabel } from '../api/users';
import { showBidi } from '../ui/bidi';
import styles from './findings.module.css';

type Props = { user: string | null; onUser: (user: string | null) => void };

/** Selects one person by a part of their name, email or id. */
export function PersonFilter({ user, onUser }: Props) {
  const [search, setSearch] = useState('');
  const [isOpen, setIsOpen] = useState(false);
  useUserNames(user === null ? [] : [user]);
  const label = user === null ? '' : showBidi(userLabel(user));
  const { data: users = [], error, isPending } = useUserSearch(search === label ? '' : search, isOpen);
  const choices = users.map(({ id, name, email }) => ({ value: id, label: showBidi([name, email].filter(Boolean).join(' · ') || id) }));
  if (user !== null && !choices.some(({ value }) => value === user)) choices.unshift({ value: user, label });
  return (
    <Select
      aria-label="Person"
      className={styles.person ?? ''}
      placeholder="Any person"
      data={choices}
      value={user}
      searchable
      clearable
      clearButtonProps={{ 'aria-label': 'Any person' }}
      withScrollArea={false}
      // The service searches.
      filter={({ options }) => options}
      onSearchChange={setSearch}
      nothingFoundMessage={error ? 'People couldn’t be loaded' : isPending ? 'Loading…' : 'No matches'}
      onDropdownOpen={() => { setIsOpen(true); }}
      onChange={(value) => {
        rememberUsers(users);
        onUser(value);
      }}
    />
  );
}
