import styles from './table.module.css';

/** The outcome of an event. Failures and blocked attempts are red. */
export function OutcomeBadge({ outcome }: { outcome: string }) {
  return (
    <span className={styles.outcome} data-outcome={outcome}>
      {outcome}
    </span>
  );
}
