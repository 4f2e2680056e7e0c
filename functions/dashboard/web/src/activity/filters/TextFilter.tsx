import { TextInput } from '@mantine/core';
import { useState } from 'react';
import type { TextField } from '../../view/filterTable';
import styles from './filters.module.css';

type Props = { field: TextField; onAdd: (value: string) => void };

/** A filter with typed values. Enter adds one. */
export function TextFilter({ field: { label, placeholder, example, isValid }, onAdd }: Props) {
  const [text, setText] = useState('');
  const [isSubmitted, setIsSubmitted] = useState(false);
  const value = text.trim();
  const isInvalid = isSubmitted && value !== '' && !isValid(value);
  return (
    <form
      className={styles.text}
      onSubmit={(event) => {
        event.preventDefault();
        if (value === '') return;
        setIsSubmitted(!isValid(value));
        if (!isValid(value)) return;
        onAdd(value);
        setText('');
      }}
    >
      <TextInput
        aria-label={label}
        placeholder={placeholder}
        value={text}
        error={isInvalid ? `Example: ${example}` : undefined}
        autoComplete="off"
        spellCheck={false}
        onChange={(event) => {
          setText(event.currentTarget.value);
        }}
      />
    </form>
  );
}
