import { Link } from 'wouter';
import { useCatalog } from '../api/catalog';
import { useSecondFactorCount } from '../api/people';
import { useSummary } from '../api/summary';
import { missingText, type Bands } from '../charts/coverageText';
import { plural } from '../time/format';
import { typesOfClasses } from '../view/eventClasses';
import { activityUrl } from '../view/url';
import { Card } from '../ui/Card';
import { countedRange } from '../view/countedRange';
import { Incomplete } from '../ui/Incomplete';
import { NoteText } from '../ui/NoteText';
import styles from '../ui/card.module.css';
import { capitalized, peopleText } from '../ui/words';

const DAYS = 90;

type Props = { now: number; zone: string; zoneChoice: string; bands: Bands };

/** People without a sign of a second factor, and second factors that were removed. */
export function SecondFactorCard({ now, zone, zoneChoice, bands }: Props) {
  const never = useSecondFactorCount('never');
  const unknown = useSecondFactorCount('unknown').data?.total ?? 0;
  const { data: catalog } = useCatalog();
  const type = typesOfClasses(catalog, ['second_factor.removed']);
  const from = new Date(now - DAYS * 86_400_000).toISOString();
  const to = new Date(now).toISOString();
  const removed = useSummary({ scope: 'organization', filters: { type }, from, to, zone, bucket: 'day', facets: ['user'] }, type.length > 0);
  const gap = bands ? missingText(bands, Date.parse(from), now) : null;
  return (
    <Card title="Second factor" query={never}>
      {({ total, complete }) => (
        <>
          <p className={styles.line}>
            Never seen in the record: <Link href="/people?second_factor=never">{peopleText(total)}</Link>
          </p>
          {unknown > 0 && (
            <p className={styles.partial}>
              Not known yet: <Link href="/people?second_factor=unknown">{peopleText(unknown)}</Link>
            </p>
          )}
          {!complete && <p className={styles.partial}>Not everyone was looked at, so there can be more</p>}
          {removed.data ? (
            <>
              <p className={styles.line}>
                Removed in {DAYS} days:{' '}
                <Link href={activityUrl({ type, zone: zoneChoice, range: countedRange(removed.data) })}>{plural(removed.data.total, 'event')}</Link>
                {removed.data.facets?.user && ` of ${peopleText(removed.data.facets.user.distinct)}`}
              </p>
              <Incomplete summary={removed.data} />
              {gap && <NoteText note={{ text: capitalized(gap), isPartial: true }} />}
            </>
          ) : (
            <p className={styles.muted}>{removed.error ? 'Removed second factors couldn’t be counted' : 'Counting removed second factors…'}</p>
          )}
        </>
      )}
    </Card>
  );
}
