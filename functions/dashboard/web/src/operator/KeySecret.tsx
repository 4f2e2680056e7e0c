import { Button } from '@mantine/core';
import { useEffect, useRef } from 'react';
import { copy } from '../ui/copy';
import styles from './operator.module.css';

/** The secret of a new key. It is shown once: nothing but its button closes it. */
export function KeySecret({ secret, onClose }: { secret: string; onClose: () => void }) {
  const button = useRef<HTMLButtonElement>(null);
  useEffect(() => {
    // The form that had the focus is gone.
    button.current?.focus();
  }, []);
  return (
    <div className={styles.form}>
      <p>
        Give this secret to the product now. It is not stored and can’t be shown again. If it is lost, revoke the key and
        create another.
      </p>
      <code className={styles.secret}>{secret}</code>
      <div className={styles.buttons}>
        <Button variant="default" onClick={onClose}>
          I stored it, close
        </Button>
        <Button ref={button} onClick={() => void copy(secret)}>
          Copy
        </Button>
      </div>
    </div>
  );
}
