import type { Summary } from '../../api/types';
import type { Band } from '../../charts/bands';
import styles from './chart.module.css';

/** The legend of the colors that the chart contains. */
export function Legend({ summary, bands }: { summary: Summary; bands: readonly Band[] }) {
  const has = (kind: Band['kind']) => bands.some((band) => band.kind === kind);
  const entry = (style: string, text: string) => <span className={`${styles.key ?? ''} ${styles[style] ?? ''}`}>{text}</span>;
  return (
    <span className={styles.legend}>
      {summary.failures > 0 && entry('keyFailures', 'Failed or blocked')}
      {summary.previous && entry('keyBefore', 'Period before')}
      {has('off') && entry('keyOff', 'Monitor off')}
      {has('no_details') && entry('keyNoDetails', 'Details not collected')}
      {has('imported') && entry('keyOther', 'Imported events only')}
      {has('unknown') && entry('keyOther', 'Coverage unknown')}
      {!summary.complete && entry('keyUncounted', 'Not counted')}
    </span>
  );
}
