import { Loader } from '@mantine/core';
import styles from './states.module.css';

/** Shown while something loads. */
export function Loading({ text = 'Loading…' }: { text?: string }) {
  return (
    <div className={styles.loading} role="status">
      <Loader size="xs" type="dots" />
      {text}
    </div>
  );
}
