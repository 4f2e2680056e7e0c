import { Link } from 'wouter';
import type { Coverage } from '../api/coverage';
import { bandsOf } from '../charts/bands';
import { CoverageBar } from '../charts/CoverageBar';
import styles from './coverage.module.css';
import { boundsOf, monthKey, monthName, type Month } from './month';
import { durationText, periodsIn, type MonthPeriod } from './periods';

type Props = { coverage: Coverage; months: readonly Month[]; month: Month; zone: string; now: number; urlFor: (month: Month) => string };

/** Every month at a glance. Each opens with one click. */
export function MonthList({ coverage, months, month, zone, now, urlFor }: Props) {
  const bands = bandsOf(coverage);
  return (
    <section aria-labelledby="months">
      <h2 id="months">Months</h2>
      <ul className={styles.months}>
        {months.map((one) => {
          const [from, to] = boundsOf(one, zone);
          const text = shortText(periodsIn(coverage, from, to, now), from);
          return (
            <li key={monthKey(one)}>
              <Link className={styles.monthLink ?? ''} href={urlFor(one)} aria-current={monthKey(one) === monthKey(month) ? 'true' : undefined}>
                <span className={styles.monthName}>{monthName(one)}</span>
                <span className={styles.monthText}>{text}</span>
                <span aria-hidden="true">
                  <CoverageBar bands={bands} from={from} to={Math.min(to, now)} label={text} />
                </span>
              </Link>
            </li>
          );
        })}
      </ul>
    </section>
  );
}

/** Returns what is missing from a month, in a few words. */
function shortText(periods: readonly MonthPeriod[], from: number): string {
  const total = (statuses: readonly string[]) =>
    periods.filter(({ period }) => statuses.includes(period.status)).reduce((sum, { from, to }) => sum + to - from, 0);
  const end = periods[0]?.to ?? from;
  const off = total(['off']);
  const known = total(['on', 'without_details', 'off', 'imported']);
  if (periods.length === 0 || known < end - from) return 'Unknown in part';
  if (off >= end - from) return 'Off';
  if (off > 0) return `Off ${durationText(off)}`;
  if (total(['imported']) > 0) return 'Imported in part';
  return total(['without_details']) > 0 ? 'On, details missing' : 'On';
}
