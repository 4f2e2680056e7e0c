import { useOpenCount } from '../api/findings';
import styles from './badge.module.css';

/** The number of open findings, beside the link in the navigation. */
export function FindingsBadge() {
  const { data } = useOpenCount();
  if (!data || data.total === 0) return null;
  const text = `${data.total}${data.isMore ? '+' : ''}`;
  return (
    <span className={styles.badge}>
      <span aria-hidden="true">{text}</span>
      <span className="visually-hidden">, {text} open</span>
    </span>
  );
}
