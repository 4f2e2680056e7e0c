import { useCatalog } from '../../api/catalog';
import type { Backtest } from '../../api/types';
import { sentenceOf } from '../sentence';
import { SeverityMark } from '../SeverityMark';
import { subjectText } from '../subjectText';
import { formatDay } from '../../time/format';
import { UntrustedText } from '../../ui/UntrustedText';
import styles from './rules.module.css';

const MAX = 5;

/** The most severe findings of a back-test. */
export function BacktestExamples({ backtest: { rule, examples } }: { backtest: Backtest }) {
  const { data: catalog } = useCatalog();
  const all = examples ?? [];
  if (all.length === 0) return null;
  return (
    <ul className={styles.examples}>
      {all.slice(0, MAX).map((example) => (
        <li key={example.id}>
          <SeverityMark severity={example.severity} />
          <UntrustedText text={[subjectText(example), sentenceOf({ ...example, rule }, catalog)].filter(Boolean).join(': ')} />
          <span className={styles.muted}>{formatDay(example.first_at, 'UTC')}</span>
        </li>
      ))}
      {all.length > MAX && <li className={styles.muted}>and {all.length - MAX} more</li>}
    </ul>
  );
}
