import { Checkbox, TextInput } from '@mantine/core';
import { useState } from 'react';
import { useSources } from '../api/sources';
import { errorText } from '../ui/ErrorState';
import { UntrustedText } from '../ui/UntrustedText';
import { MONITOR } from './monitorSource';
import styles from './sourceChoice.module.css';

// More are searched instead of scrolled.
const MAX_WITHOUT_SEARCH = 12;

type Props = { selected: readonly string[]; error: string | undefined; onChange: (selected: string[]) => void };

/** Selects the sources whose events a key can send. */
export function SourceChoice({ selected, error, onChange }: Props) {
  const sources = useSources();
  const [search, setSearch] = useState('');
  const offered = sources.data?.filter(({ id }) => id !== MONITOR) ?? [];
  const text = search.trim().toLowerCase();
  const shown = offered.filter(({ id, label }) => selected.includes(id) || `${id} ${label}`.toLowerCase().includes(text));
  return (
    <Checkbox.Group label="Sources" size="xs" value={[...selected]} error={error} onChange={onChange}>
      {sources.isPending && <p className={styles.note}>Loading…</p>}
      {sources.error && !sources.data && (
        <p className={styles.note} role="alert">
          The sources couldn’t be loaded. {errorText(sources.error)}{' '}
          <button type="button" className={styles.retry} onClick={() => void sources.refetch()}>
            Try again
          </button>
        </p>
      )}
      {offered.length > MAX_WITHOUT_SEARCH && (
        <TextInput
          mt={6}
          aria-label="Search sources"
          placeholder={`Search ${offered.length} sources`}
          value={search}
          onChange={(event) => { setSearch(event.currentTarget.value); }}
          // Enter must not send the form.
          onKeyDown={(event) => { if (event.key === 'Enter') event.preventDefault(); }}
        />
      )}
      <div className={styles.list}>
        {shown.map(({ id, label, built_in: isBuiltIn }) => (
          <Checkbox key={id} value={id} label={<><UntrustedText text={label} />{!isBuiltIn && <> <code className={styles.id}>{id}</code></>}</>} />
        ))}
        {sources.data && shown.length === 0 && <p className={styles.note}>No matches</p>}
      </div>
    </Checkbox.Group>
  );
}
