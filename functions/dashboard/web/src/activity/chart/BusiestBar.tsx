import type { Summary } from '../../api/types';
import type { Bar } from '../../charts/series';
import { formatSpan, plural } from '../../time/format';
import { exactRange, type Range } from '../../view/range';
import { sizeName } from './buckets';
import styles from './chart.module.css';

type Props = { bar: Bar; summary: Summary; zone: string; onRange: (range: Range) => void };

/** Names the time with the most events, and opens it. */
export function BusiestBar({ bar, summary, zone, onRange }: Props) {
  const counted = summary.complete ? '' : ' counted';
  return (
    <button type="button" className={styles.link} onClick={() => { onRange(exactRange(bar.from, bar.to)); }}>
      Busiest {sizeName(summary.bucket)}
      {counted}: {formatSpan(bar.from, bar.to, zone)}, {plural(bar.total, 'event')}
    </button>
  );
}
