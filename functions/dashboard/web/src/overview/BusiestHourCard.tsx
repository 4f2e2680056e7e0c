import { Link } from 'wouter';
import { useCatalog } from '../api/catalog';
import { useSummary } from '../api/summary';
import type { FacetName, Summary } from '../api/types';
import { gapText, type Bands } from '../charts/coverageText';
import { formatBetween, formatCount, plural } from '../time/format';
import { UntrustedText } from '../ui/UntrustedText';
import { capitalized, peopleText } from '../ui/words';
import { exactRange } from '../view/range';
import { activityUrl } from '../view/url';
import { busiestHour, specialOf, type BusiestHour, type Special } from './busiestHour';
import { Card } from '../ui/Card';
import { Incomplete } from '../ui/Incomplete';
import { NoteText } from '../ui/NoteText';
import styles from '../ui/card.module.css';

const DAYS = 30;

type Props = { now: number; zone: string; zoneChoice: string; bands: Bands; withDetails: boolean };

/** The hour with the most events in 30 days, and what was special about it. */
export function BusiestHourCard({ now, zone, zoneChoice, bands, withDetails }: Props) {
  const facets: FacetName[] = withDetails ? ['type', 'ip', 'user'] : ['type', 'user'];
  const from = new Date(now - DAYS * 86_400_000).toISOString();
  const to = new Date(now).toISOString();
  const whole = useSummary({ scope: 'organization', from, to, zone, bucket: 'hour', facets });
  const found = whole.data ? busiestHour(whole.data) : null;
  const gap = bands ? gapText('off', bands, Date.parse(from), now) : null;
  return (
    <Card title={`Busiest hour of ${DAYS} days`} query={whole}>
      {(whole) => (
        <>
          {found ? (
            <Hour {...{ found, whole, zone, zoneChoice, facets }} />
          ) : (
            <p>No events</p>
          )}
          <Incomplete summary={whole} />
          {gap && <NoteText note={{ text: capitalized(gap), isPartial: true }} />}
        </>
      )}
    </Card>
  );
}

type HourProps = { found: BusiestHour; whole: Summary; zone: string; zoneChoice: string; facets: FacetName[] };

function Hour({ found: { bar, usual }, whole, zone, zoneChoice, facets }: HourProps) {
  const range = exactRange(bar.from, bar.to);
  const hour = useSummary({
    scope: 'organization',
    from: new Date(bar.from).toISOString(),
    to: new Date(bar.to).toISOString(),
    zone,
    bucket: 'hour',
    facets,
  });
  const special = hour.data ? specialOf(hour.data, whole) : [];
  const people = hour.data?.facets?.user?.distinct;
  return (
    <>
      <p className={styles.line}>
        {formatBetween(bar.from, bar.to, zone)}:{' '}
        <Link href={activityUrl({ range, zone: zoneChoice })}>{plural(bar.total, 'event')}</Link>
        {people !== undefined && ` of ${peopleText(people)}`}. Half of all hours with events have {formatCount(Math.round(usual))} or fewer.
      </p>
      {hour.data ? (
        <ul className={styles.list}>
          {special.map((one) => (
            <li key={one.by}>
              <Link href={activityUrl({ [one.by]: [one.value.value], range, zone: zoneChoice })}>{formatCount(one.value.count)}</Link>{' '}
              <SpecialText special={one} />
            </li>
          ))}
          {special.length === 0 && <li className={styles.muted}>No event type, address or person stood out</li>}
        </ul>
      ) : (
        <p className={styles.muted}>{hour.error ? 'What was special couldn’t be loaded' : 'Looking for what was special…'}</p>
      )}
    </>
  );
}

function SpecialText({ special: { by, value, usualShare } }: { special: Special }) {
  const { data: catalog } = useCatalog();
  const usually = usualShare === null ? '' : ` (${percentText(usualShare)} of all events in ${DAYS} days)`;
  if (by === 'ip') {
    return (
      <>
        from <UntrustedText text={value.value} />, by {peopleText(value.people)}
        {usually}
      </>
    );
  }
  if (by === 'user') {
    return (
      <>
        by <UntrustedText text={value.label} />
        {usually}
      </>
    );
  }
  return (
    <>
      “{catalog?.typeById.get(value.value)?.label ?? value.label}”{usually}
    </>
  );
}

function percentText(share: number): string {
  const percent = share * 100;
  return percent < 1 ? 'less than 1%' : `${Math.round(percent)}%`;
}
