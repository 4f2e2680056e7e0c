import { Button } from '@mantine/core';
import { useCoverageHistory } from '../api/coverage';
import type { Period } from '../api/types';
import { formatTime } from '../time/format';
import { resolveZone, zoneLabel } from '../time/zone';
import { ErrorState } from '../ui/ErrorState';
import { Loading } from '../ui/Loading';
import { Outside } from '../ui/Outside';
import { useView } from '../view/useView';
import { ZonePicker } from '../activity/filters/ZonePicker';
import { changeText, statusText } from './changeText';
import styles from './settings.module.css';

/** When events were collected and when not, and who changed what. `heading` is for a part of a page. */
export function CoverageTimeline({ heading }: { heading?: string }) {
  const { data, error, refetch, isPending, hasNextPage, isFetchingNextPage, fetchNextPage } = useCoverageHistory();
  const [view, onView] = useView();
  const zone = resolveZone(view.zone);
  const periods = data?.pages.flatMap((page) => page.periods) ?? [];
  return (
    <section aria-label={heading ?? 'Periods'}>
      {heading !== undefined && (
        <div className={styles.coverage}>
          <h2>{heading}</h2>
          <ZonePicker zone={view.zone} onChange={(zone) => { onView({ zone }); }} />
        </div>
      )}
      {isPending ? (
        <Loading />
      ) : error && periods.length === 0 ? (
        <ErrorState error={error} onRetry={() => void refetch()} />
      ) : (
        <ol className={styles.timeline}>
          {periods.map((period) => (
            <PeriodItem key={period.from ?? 'beginning'} period={period} zone={zone} />
          ))}
        </ol>
      )}
      {hasNextPage && (
        <Button variant="default" loading={isFetchingNextPage} onClick={() => void fetchNextPage()}>
          Show earlier changes
        </Button>
      )}
    </section>
  );
}

function PeriodItem({ period, zone }: { period: Period; zone: string }) {
  const { status, changed_by: by, changes } = period;
  const who = by && (by.name ?? by.email ?? by.id);
  const what = changes.map(changeText).join(', ');
  return (
    <li className={styles.period} data-status={status}>
      <span className={styles.when}>{periodText(period, zone)}</span>
      <span>
        <span className={`${styles.status ?? ''} ${status === 'on' ? '' : (styles.amber ?? '')}`}>{statusText(period)}</span>
        {what !== '' && (
          <span className={styles.by}>
            {' · '}
            {who && <Outside text={who} />} {what}
          </span>
        )}
      </span>
    </li>
  );
}

/** Says from when to when a period lasts. */
function periodText({ from, to }: Period, zone: string): string {
  const time = (text: string) => formatTime(text, zone);
  if (from == null) return to == null ? 'Since the beginning' : `Until ${time(to)} ${zoneLabel(zone)}`;
  return to == null ? `Since ${time(from)} ${zoneLabel(zone)}` : `${time(from)} – ${time(to)} ${zoneLabel(zone)}`;
}
