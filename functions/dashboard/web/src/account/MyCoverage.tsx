import { Link } from 'wouter';
import { clipBands } from '../charts/bands';
import { CoverageBar } from '../charts/CoverageBar';
import { gapText, type Bands } from '../charts/coverageText';
import { Card } from '../ui/Card';
import styles from '../ui/card.module.css';
import { capitalized } from '../ui/words';

const DAYS = 90;

type Props = { now: number; bands: Bands; onRetry: () => void };

/** When the monitor was on in 90 days. */
export function MyCoverage({ now, bands, onRetry }: Props) {
  const from = now - DAYS * 86_400_000;
  const error = bands === null ? new Error('Coverage couldn’t be loaded') : null;
  return (
    <Card title={`Coverage of ${DAYS} days`} query={{ data: bands ?? undefined, error, fetchStatus: 'idle', isPlaceholderData: false, refetch: onRetry }}>
      {(bands) => {
        const texts = (['off', 'no_details', 'imported', 'unknown'] as const).map((kind) => gapText(kind, bands, from, now)).filter((text) => text !== null);
        const isWhole = clipBands(bands, from, now).length === 0;
        const text = isWhole ? 'On, with details, throughout' : capitalized(texts.join(' · '));
        return (
          <>
            <p className={styles.fact} data-partial={!isWhole || undefined}>
              <Link href="/coverage">{text}</Link>
            </p>
            <p className={styles.muted}>What happened while it was off was not recorded</p>
            <CoverageBar bands={bands} from={from} to={now} label={`Coverage: ${text}`} />
          </>
        );
      }}
    </Card>
  );
}
