import { Link } from 'wouter';
import { useCatalog } from '../api/catalog';
import { useMe } from '../api/me';
import { gapText, missingText, type Bands } from '../charts/coverageText';
import { formatDay, formatTime, plural } from '../time/format';
import { Card } from '../ui/Card';
import styles from '../ui/card.module.css';
import { Incomplete } from '../ui/Incomplete';
import { NoteText } from '../ui/NoteText';
import { capitalized } from '../ui/words';
import { countedRange } from '../view/countedRange';
import { countryName } from '../view/countries';
import { typesOfClasses } from '../view/eventClasses';
import { newCountries } from '../view/newCountries';
import { activityUrl } from '../view/url';
import { useOwnSummary } from './ownEvents';

const MAX_SHOWN = 3;

type Props = { now: number; zone: string; bands: Bands };

/** Countries of the user’s sign-ins in 30 days that the 90 days before do not have. */
export function NewPlaces(props: Props) {
  if (useMe().settings?.show_details ?? true) return <Places {...props} />;
  return (
    <Card title="New places">
      <p className={styles.muted}>Not shown: locations are hidden for everyone in your organization.</p>
    </Card>
  );
}

function Places({ now, zone, bands }: Props) {
  const { data: catalog } = useCatalog();
  const type = typesOfClasses(catalog, ['sign_in.succeeded']);
  const current = useOwnSummary(now, [30, 0], zone, type, ['country'], type.length > 0);
  const before = useOwnSummary(now, [120, 30], zone, type, ['country'], type.length > 0);
  const query = {
    data: current.data && before.data ? { current: current.data, before: before.data } : undefined,
    error: current.error ?? before.error,
    fetchStatus: current.data ? before.fetchStatus : current.fetchStatus,
    isPlaceholderData: false,
    refetch: () => Promise.all([current.refetch(), before.refetch()]),
  };
  return (
    <Card title="New places" query={query}>
      {({ current, before }) => {
        // Without a place before, every place would be new.
        if ((before.facets?.country?.distinct ?? 0) === 0) {
          return (
            <>
              <p className={styles.fact}>Not known</p>
              <p className={styles.muted}>No sign-in with a place is recorded in the 90 days before {formatDay(current.from, zone)}, so there is nothing to compare with.</p>
              <Incomplete summary={before} />
            </>
          );
        }
        const found = newCountries(current, before);
        const [from, to] = [Date.parse(before.from), Date.parse(current.to)];
        const gaps = bands ? [missingText(bands, from, to), gapText('no_details', bands, from, to)].filter((text) => text !== null) : [];
        return (
          <>
            <p className={styles.number}>{found.length === 0 ? 'None' : plural(found.length, 'country', 'countries')}</p>
            <p className={styles.muted}>
              Sign-ins since {formatDay(current.from, zone)}, against {before.complete ? 'the 90 days before' : `the time since ${before.counted_from ? formatTime(before.counted_from, zone) : 'then'}`}
            </p>
            <ul className={styles.list}>
              {found.slice(0, MAX_SHOWN).map(({ code, count }) => (
                <li key={code}>
                  {countryName(code)} ·{' '}
                  <Link href={activityUrl({ type, country: [code], range: countedRange(current) }, '/my-activity')}>{plural(count, 'sign-in')}</Link>
                </li>
              ))}
              {found.length > MAX_SHOWN && <li className={styles.muted}>and {found.length - MAX_SHOWN} more</li>}
            </ul>
            <Incomplete summary={current} />
            {gaps.length > 0 && <NoteText note={{ text: capitalized(gaps.join(' · ')), isPartial: true }} />}
          </>
        );
      }}
    </Card>
  );
}
