import { Button } from '@mantine/core';
import { useEffect, useRef } from 'react';
import { copy } from '../ui/copy';
import dialog from '../ui/dialogForm.module.css';
import styles from './operator.module.css';

/** The secret of a new key, shown only once. */
export function KeySecret({ secret, onClose }: { secret: string; onClose: () => void }) {
  const button = useRef<HTMLButtonElement>(null);
  useEffect(() => {
    // The form that had the focus is gone.
    button.current?.focus();
  }, []);
  return (
    <div className={dialog.form}>
      <p>
        Store this secret in the product now. It can’t be shown again. If you lose it, revoke the key and create a new one.
      </p>
      <code className={styles.secret}>{secret}</code>
      <div className={dialog.buttons}>
        <Button variant="default" onClick={onClose}>
          I stored it
        </Button>
        <Button ref={button} onClick={() => void copy(secret)}>
          Copy
        </Button>
      </div>
    </div>
  );
}
