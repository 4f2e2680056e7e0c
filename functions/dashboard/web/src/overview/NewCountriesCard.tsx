import { Link } from 'wouter';
import { changesSettings, useMe } from '../api/me';
import { useSummary } from '../api/summary';
import type { Summary } from '../api/types';
import { gapText, missingText, type Bands } from '../charts/coverageText';
import { formatCount, formatTime } from '../time/format';
import { countryName } from '../view/countries';
import { activityUrl } from '../view/url';
import { Card } from '../ui/Card';
import { eventsQuery } from './Cards';
import { countedText, type Note } from '../ui/note';
import { countedRange } from '../view/countedRange';
import { newCountries } from '../view/newCountries';
import { Incomplete } from '../ui/Incomplete';
import { NoteText } from '../ui/NoteText';
import styles from '../ui/card.module.css';
import type { Times } from './useTimes';
import { capitalized, peopleText } from '../ui/words';

const DAYS_BEFORE = 90;
const MAX_SHOWN = 3;

type Props = { times: Times; zone: string; zoneChoice: string; bands: Bands };

/** The countries of the range that the 90 days before it do not have. */
export function NewCountriesCard(props: Props) {
  const me = useMe();
  if (me.settings?.show_details ?? true) return <Countries {...props} />;
  return (
    <Card title="New countries">
      <p className={styles.muted}>
        Not shown: locations are hidden for everyone in your organization. {changesSettings(me) && <Link href="/settings">Change in settings</Link>}
      </p>
    </Card>
  );
}

function Countries({ times, zone, zoneChoice, bands }: Props) {
  const current = useSummary(eventsQuery(times, zone, true));
  const start = Date.parse(times.from) - DAYS_BEFORE * 86_400_000;
  const before = useSummary({
    scope: 'organization',
    from: new Date(start).toISOString(),
    to: times.from,
    zone,
    bucket: 'day',
    facets: ['country'],
  });
  const isReady = current.data !== undefined && before.data !== undefined;
  const data = isReady ? { current: current.data, before: before.data } : undefined;
  const slow = before.error || !before.data ? before : current;
  const query = {
    data,
    error: current.error ?? before.error,
    fetchStatus: slow.fetchStatus,
    isPlaceholderData: current.isPlaceholderData || before.isPlaceholderData,
    refetch: () => Promise.all([current.refetch(), before.refetch()]),
  };
  return (
    <Card title="New countries" query={query}>
      {({ current, before }: { current: Summary; before: Summary }) => {
        // Without a country before, every country would be new.
        if ((before.facets?.country?.distinct ?? 0) === 0) {
          return (
            <>
              <p className={styles.fact}>Not known</p>
              <p className={styles.muted}>No locations are recorded in the {DAYS_BEFORE} days before, so there is nothing to compare with.</p>
              <Incomplete summary={before} />
            </>
          );
        }
        const found = newCountries(current, before);
        const linkTo = (codes: string[]) => activityUrl({ country: codes.slice(0, 50), zone: zoneChoice, range: countedRange(current) });
        return (
          <>
            <p className={styles.number}>
              {found.length > 0 ? <Link href={linkTo(found.map(({ code }) => code))}>{formatCount(found.length)}</Link> : 'None'}
            </p>
            {searchNotes(current, before, bands, zone).map((note) => (
              <NoteText key={note.text} note={note} />
            ))}
            <ul className={styles.list}>
              {found.slice(0, MAX_SHOWN).map(({ code, people }) => (
                <li key={code}>
                  <Link href={linkTo([code])}>{countryName(code)}</Link> · {peopleText(people)}
                </li>
              ))}
              {found.length > MAX_SHOWN && <li className={styles.muted}>and {found.length - MAX_SHOWN} more</li>}
            </ul>
          </>
        );
      }}
    </Card>
  );
}

/** Returns how far the search got, and when the monitor could not see countries. */
function searchNotes(current: Summary, before: Summary, bands: Bands, zone: string): Note[] {
  const notes: Note[] = [];
  if (!current.complete) notes.push({ text: countedText(current, zone), isPartial: true });
  const since = before.complete ? null : before.counted_from;
  notes.push(
    before.complete
      ? { text: `Not seen in the ${DAYS_BEFORE} days before`, isPartial: false }
      : { text: since ? `Not seen back to ${formatTime(since, zone)}, as far as was searched` : 'The time before was not searched in full', isPartial: true },
  );
  if (!bands) {
    notes.push(bands === null ? { text: 'Coverage is unknown', isPartial: true } : { text: 'Loading coverage…', isPartial: false });
    return notes;
  }
  const span = (counts: Summary): [number, number] => [Date.parse(counts.from), Date.parse(counts.to)];
  for (const [counts, when] of [[current, ''], [before, ' before']] as const) {
    const gaps = [missingText(bands, ...span(counts)), gapText('no_details', bands, ...span(counts))].filter((text) => text !== null);
    if (gaps.length > 0) notes.push({ text: capitalized(`${gaps.join(' · ')}${when}`), isPartial: true });
  }
  return notes;
}
