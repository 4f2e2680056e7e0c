import { Link } from 'wouter';
import { Icon } from '../ui/Icon';
import styles from './coverage.module.css';
import { addMonths, monthKey, monthName, type Month } from './month';

type Props = { month: Month; last: Month; urlFor: (month: Month) => string };

/** The month of the page, with the one before and the one after. */
export function MonthNavigation({ month, last, urlFor }: Props) {
  const [before, after] = [addMonths(month, -1), addMonths(month, 1)];
  const isLast = monthKey(month) === monthKey(last);
  return (
    <nav className={styles.navigation} aria-label="Month">
      <Link className={styles.step ?? ''} href={urlFor(before)} aria-label={`Earlier: ${monthName(before)}`}>
        <Icon name="left" size={14} />
      </Link>
      <h2 aria-live="polite">{monthName(month)}</h2>
      {isLast ? (
        <span className={styles.step} data-disabled aria-hidden="true">
          <Icon name="right" size={14} />
        </span>
      ) : (
        <Link className={styles.step ?? ''} href={urlFor(after)} aria-label={`Later: ${monthName(after)}`}>
          <Icon name="right" size={14} />
        </Link>
      )}
    </nav>
  );
}
