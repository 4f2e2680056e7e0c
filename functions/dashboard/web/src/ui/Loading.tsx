import { Loader } from '@mantine/core';
import styles from './states.module.css';

/** Stands where something is not there yet. */
export function Loading({ what = 'Loading…' }: { what?: string }) {
  return (
    <div className={styles.loading} role="status">
      <Loader size="xs" type="dots" />
      {what}
    </div>
  );
}
