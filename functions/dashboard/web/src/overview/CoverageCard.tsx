import { Link } from 'wouter';
import type { Coverage } from '../api/coverage';
import type { Period } from '../api/types';
import { clipBands, coveredBy } from '../charts/bands';
import { CoverageBar } from '../charts/CoverageBar';
import { gapText, type Bands } from '../charts/coverageText';
import { formatTime } from '../time/format';
import { UntrustedText } from '../ui/UntrustedText';
import { Card } from '../ui/Card';
import styles from '../ui/card.module.css';
import type { Times } from './useTimes';
import { capitalized } from '../ui/words';

type Props = { times: Times; zone: string; bands: Bands; coverage: Coverage | undefined; onRetry: () => void };

/** When the monitor was on in the range, and who turned it off. */
export function CoverageCard({ times, zone, bands, coverage, onRetry }: Props) {
  const [from, to] = [Date.parse(times.from), Date.parse(times.to)];
  const data = bands && coverage ? { bands, coverage } : undefined;
  const error = bands === null ? new Error('Coverage couldn’t be loaded') : null;
  return (
    <Card title="Coverage" query={{ data, error, fetchStatus: 'idle', isPlaceholderData: false, refetch: onRetry }}>
      {({ bands, coverage }) => {
        const texts = (['off', 'no_details', 'imported', 'unknown'] as const)
          .map((kind) => gapText(kind, bands, from, to))
          .filter((text) => text !== null);
        const isWhole = clipBands(bands, from, to).length === 0;
        const text = isWhole ? 'On, with details, throughout' : capitalized(texts.join(' · '));
        const last = lastOff(coverage.periods, from, to);
        const isOff = coveredBy('off', bands, from, to) > 0;
        return (
          <>
            <p className={styles.fact} data-partial={!isWhole || undefined}>
              <Link href="/coverage">{text}</Link>
            </p>
            <p className={styles.muted}>
              {last?.changed_by ? (
                <>
                  {last.from && `${formatTime(last.from, zone)} `}turned off by <UntrustedText text={nameOf(last)} />
                </>
              ) : isOff ? (
                'Never turned on before'
              ) : (
                'No gap in this time'
              )}
            </p>
            <CoverageBar bands={bands} from={from} to={to} label={`Coverage: ${text}`} />
          </>
        );
      }}
    </Card>
  );
}

/** Returns the latest period of a range in which the monitor was off. */
function lastOff(periods: readonly Period[], from: number, to: number): Period | undefined {
  return periods.find((period) => {
    const [start, end] = [period.from ? Date.parse(period.from) : -Infinity, period.to ? Date.parse(period.to) : Infinity];
    return period.status === 'off' && start < to && end > from;
  });
}

function nameOf({ changed_by: by }: Period): string {
  return by?.name ?? by?.email ?? by?.id ?? 'someone';
}
