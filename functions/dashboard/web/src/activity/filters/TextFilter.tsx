import { TextInput } from '@mantine/core';
import { useState } from 'react';
import type { TextField } from '../../view/filters';
import styles from './filters.module.css';

type Props = { field: TextField; value: string | null; onChange: (value: string) => void };

/** A filter with one typed value. It applies on Enter or when the field loses focus. */
export function TextFilter({ field: { label, placeholder, example, isValid }, value, onChange }: Props) {
  const [draft, setDraft] = useState({ applied: value, text: value ?? '' });
  // A chip or a click on a cell changed the filter.
  if (draft.applied !== value) setDraft({ applied: value, text: value ?? '' });
  const text = draft.text.trim();
  const isInvalid = text !== '' && text !== value && !isValid(text);
  const apply = () => {
    if (!isInvalid && text !== (value ?? '')) onChange(text);
  };
  return (
    <form
      className={styles.text}
      onSubmit={(event) => {
        event.preventDefault();
        apply();
      }}
    >
      <TextInput
        aria-label={label}
        placeholder={placeholder}
        value={draft.text}
        error={isInvalid ? `Example: ${example}` : undefined}
        autoComplete="off"
        spellCheck={false}
        onChange={(event) => {
          setDraft({ applied: value, text: event.currentTarget.value });
        }}
        onBlur={apply}
      />
    </form>
  );
}
