import type { Coverage } from '../api/coverage';
import { bandsOf } from '../charts/bands';
import { CoverageBar } from '../charts/CoverageBar';
import styles from './coverage.module.css';
import type { Month } from './month';
import { MonthAxis } from './MonthAxis';
import { answerFor, periodsIn } from './periods';
import { PeriodTable } from './PeriodTable';

type Props = { coverage: Coverage; month: Month; from: number; to: number; now: number; zone: string; isReader: boolean };

/** Whether the monitor was on throughout a month: in a sentence, as a bar, and as a table. */
export function MonthAnswer({ coverage, month, from, to, now, zone, isReader }: Props) {
  const periods = periodsIn(coverage, from, to, now);
  const { text, isWhole } = answerFor(month, periods, from, to <= now);
  // The future is neither on nor off.
  const end = Math.min(to, now);
  return (
    <section className={styles.month} aria-label="This month">
      <p className={styles.answer} data-partial={!isWhole || undefined} role="status">
        {text}
      </p>
      <CoverageBar bands={bandsOf(coverage)} from={from} to={end} label={text} />
      <MonthAxis from={from} to={end} zone={zone} />
      <p className={styles.legend}>
        <span data-kind="on">On</span>
        <span data-kind="off">Off</span>
        <span data-kind="without_details">Without details</span>
        <span data-kind="imported">Imported, or unknown</span>
        Short periods are drawn wider than they were.
      </p>
      <PeriodTable periods={periods} zone={zone} path={isReader ? '/activity' : '/my-activity'} />
    </section>
  );
}
