import { useMe } from '../api/me';
import { usePeople } from '../api/people';
import { formatDay } from '../time/format';
import { resolveZone } from '../time/zone';
import { ErrorState } from '../ui/ErrorState';
import { MonitorOff } from '../ui/MonitorOff';
import { Notice } from '../ui/Notice';
import { Page } from '../ui/Page';
import { PagedList } from '../ui/PagedList';
import { State, StateText } from '../ui/State';
import { peopleText } from '../ui/words';
import { ZonePicker } from '../ui/ZonePicker';
import { useZone } from '../view/useZone';
import { CsvButton } from './CsvButton';
import { gapTexts } from './labels';
import styles from './people.module.css';
import { PeopleFilters } from './PeopleFilters';
import { PeopleTable } from './PeopleTable';
import { peopleQuery, usePeopleView } from './peopleView';

/** Everyone who acted in the organization. */
export default function PeoplePage() {
  const { settings } = useMe();
  const withDetails = settings?.show_details ?? true;
  const [zoneChoice, onZone] = useZone();
  const zone = resolveZone(zoneChoice);
  const [view, onView] = usePeopleView();
  const wanted = view.sort === 'countries' && !withDetails ? { ...view, sort: 'last_seen' as const } : view;
  const query = usePeople(peopleQuery(wanted));
  const people = query.data?.pages.flatMap((page) => page.people) ?? [];
  const first = query.data?.pages[0];
  return (
    <Page
      title="People"
      lead={
        first
          ? `Numbers are of 28 days, since ${formatDay(first.counts_from, zone)}. Second factor: what the record shows. Someone whose second factor was never seen may have one.`
          : undefined
      }
      actions={
        <>
          <ZonePicker zone={zoneChoice} onChange={onZone} />
          <CsvButton query={peopleQuery(wanted)} withDetails={withDetails} />
        </>
      }
    >
      {settings?.activity_monitor === false && <MonitorOff />}
      <PeopleFilters view={view} onView={onView} />
      {first && !first.complete && (
        <Notice tone="amber">
          {gapTexts(first, zone).map((text) => (
            <span key={text}>{text}</span>
          ))}
        </Notice>
      )}
      <p className={styles.count} role="status">
        {query.isPending ? 'Loading people…' : first && peopleText(first.total)}
      </p>
      <PagedList query={query} isEmpty={people.length === 0} empty={<NoPeople isSearch={view.q !== '' || view.secondFactor !== null} />} more="Show more people">
        <PeopleTable people={people} view={wanted} zone={zone} withDetails={withDetails} counts={first} isStale={query.isPlaceholderData} onView={onView} />
      </PagedList>
      {query.isFetchNextPageError && <ErrorState error={query.error} onRetry={() => void query.fetchNextPage()} />}
    </Page>
  );
}

function NoPeople({ isSearch }: { isSearch: boolean }) {
  if (!isSearch) return <State title="No one has acted yet" />;
  return (
    <State title="No matches">
      <StateText>No one with a recorded event matches. Try fewer letters, or another second factor.</StateText>
    </State>
  );
}
