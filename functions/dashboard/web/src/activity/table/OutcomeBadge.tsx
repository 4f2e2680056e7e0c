import styles from './table.module.css';

/** How it went: quiet when well, red when it failed or was blocked. */
export function OutcomeBadge({ outcome }: { outcome: string }) {
  return (
    <span className={styles.outcome} data-outcome={outcome}>
      {outcome}
    </span>
  );
}
