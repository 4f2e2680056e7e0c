import { Button } from '@mantine/core';
import { useEffect, useRef } from 'react';
import { copy } from './copy';
import dialog from './dialogForm.module.css';
import styles from './table.module.css';

type Props = {
  secret: string;
  /** Where to store it. */
  text: string;
  /** What to do without it. */
  ifLost?: string;
  /** A command that uses the secret, after its explanation. */
  example?: { text: string; command: string };
  onClose: () => void;
};

/** The secret of a new key, shown only once. */
export function KeySecret({ secret, text, ifLost = 'If you lose it, revoke the key and create a new one.', example, onClose }: Props) {
  const button = useRef<HTMLButtonElement>(null);
  useEffect(() => {
    // The form that had the focus is gone.
    button.current?.focus();
  }, []);
  return (
    <div className={dialog.form}>
      <p>{text} It can’t be shown again. {ifLost}</p>
      <code className={styles.secret}>{secret}</code>
      {example && (
        <>
          <p>{example.text}</p>
          <code className={styles.secret}>{example.command}</code>
        </>
      )}
      <div className={dialog.buttons}>
        <Button variant="default" onClick={onClose}>
          I stored it
        </Button>
        {example && (
          <Button variant="default" onClick={() => void copy(example.command)}>
            Copy command
          </Button>
        )}
        <Button ref={button} onClick={() => void copy(secret)}>
          Copy
        </Button>
      </div>
    </div>
  );
}
