import { useCoverageHistory } from '../api/coverage';
import type { Period } from '../api/types';
import { formatTime } from '../time/format';
import { resolveZone, zoneLabel } from '../time/zone';
import { PagedList } from '../ui/PagedList';
import { UntrustedText } from '../ui/UntrustedText';
import { ZonePicker } from '../ui/ZonePicker';
import { useView } from '../view/useView';
import { changeText, statusText } from '../view/coverageText';
import styles from './settings.module.css';

/** The periods of coverage and the changes of settings. With a `heading` it is a section of a page. */
export function CoverageTimeline({ heading }: { heading?: string }) {
  const query = useCoverageHistory();
  const [view, onView] = useView();
  const zone = resolveZone(view.zone);
  const periods = query.data?.pages.flatMap((page) => page.periods) ?? [];
  return (
    <section aria-label={heading ?? 'Periods'}>
      {heading !== undefined && (
        <div className={styles.heading}>
          <h2>{heading}</h2>
          <ZonePicker zone={view.zone} onChange={(zone) => { onView({ zone }); }} />
        </div>
      )}
      <PagedList query={query} isEmpty={periods.length === 0} more="Show earlier changes">
        <ol className={styles.timeline}>
          {periods.map((period) => (
            <PeriodItem key={period.from ?? 'beginning'} period={period} zone={zone} />
          ))}
        </ol>
      </PagedList>
    </section>
  );
}

function PeriodItem({ period, zone }: { period: Period; zone: string }) {
  const { status, changed_by: by, changes } = period;
  const name = by && (by.name ?? by.email ?? by.id);
  const text = changes.map(changeText).join(', ');
  return (
    <li className={styles.period} data-status={status}>
      <span className={styles.when}>{periodText(period, zone)}</span>
      <span>
        <span className={`${styles.status ?? ''} ${status === 'on' ? '' : (styles.amber ?? '')}`}>{statusText(period)}</span>
        {text !== '' && (
          <span className={styles.by}>
            {' · '}
            {name && <UntrustedText text={name} />} {text}
          </span>
        )}
      </span>
    </li>
  );
}

function periodText({ from, to }: Period, zone: string): string {
  const time = (text: string) => formatTime(text, zone);
  if (from == null) return to == null ? 'Since the beginning' : `Until ${time(to)} ${zoneLabel(zone)}`;
  return to == null ? `Since ${time(from)} ${zoneLabel(zone)}` : `${time(from)} – ${time(to)} ${zoneLabel(zone)}`;
}
