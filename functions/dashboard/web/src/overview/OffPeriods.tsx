import { Link } from 'wouter';
import type { Coverage } from '../api/coverage';
import type { Bands } from '../charts/coverageText';
import { formatBetween } from '../time/format';
import { UntrustedText } from '../ui/UntrustedText';
import { Card } from '../ui/Card';
import { offPeriods } from './offPeriods';
import styles from '../ui/card.module.css';

const DAYS = 90;
const MAX_SHOWN = 3;

type Props = { now: number; zone: string; bands: Bands; coverage: Coverage | undefined; onRetry: () => void };

/** When the monitor was off in the last 90 days, and who turned it off. */
export function OffPeriods({ now, zone, bands, coverage, onRetry }: Props) {
  const error = bands === null ? new Error('Coverage couldn’t be loaded') : null;
  return (
    <Card title={`Monitor off in ${DAYS} days`} query={{ data: coverage, error, fetchStatus: 'idle', isPlaceholderData: false, refetch: onRetry }}>
      {(coverage) => {
        const found = offPeriods(coverage, now - DAYS * 86_400_000, now);
        return (
          <>
            <ol className={styles.rows}>
              {found.slice(0, MAX_SHOWN).map(({ from, to, by }) => (
                <li key={from}>
                  <Link href="/coverage">{from === -Infinity && to === Infinity ? 'Throughout' : formatBetween(from, to, zone, now)}</Link>
                  <span className={styles.muted}>{by === null ? 'never on before' : <UntrustedText text={by} />}</span>
                </li>
              ))}
            </ol>
            <p className={styles.muted}>
              {found.length === 0 && 'It was never off.'}
              {found.length > MAX_SHOWN && <Link href="/coverage">{`${found.length - MAX_SHOWN} more`}</Link>}
              {coverage.isTruncated && ' Older changes are not loaded.'}
            </p>
          </>
        );
      }}
    </Card>
  );
}
