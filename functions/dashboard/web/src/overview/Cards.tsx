import { useCatalog } from '../api/catalog';
import type { Coverage } from '../api/coverage';
import { useMe } from '../api/me';
import { useSummary, type SummaryQuery } from '../api/summary';
import type { Bands } from '../charts/coverageText';
import { typesOfClasses } from '../view/eventClasses';
import { CountCard } from './CountCard';
import { CoverageCard } from './CoverageCard';
import { NewCountriesCard } from './NewCountriesCard';
import styles from '../ui/card.module.css';
import type { Times } from './useTimes';

type Props = {
  current: Times;
  anchored: Times;
  name: string;
  zone: string;
  zoneChoice: string;
  bands: Bands;
  coverage: Coverage | undefined;
  onRetryCoverage: () => void;
};

const DAY = 86_400_000;

/** Returns the request for all events of a time, with the facets that the page needs. */
export function eventsQuery({ from, to }: Times, zone: string, withDetails: boolean): SummaryQuery {
  return {
    scope: 'organization',
    from,
    to,
    zone,
    bucket: bucketFor(from, to),
    facets: withDetails ? ['user', 'ip', 'country'] : ['user'],
    compare: true,
  };
}

/** The numbers of the range: events, failed sign-ins, new countries and coverage. */
export function Cards({ current, anchored, name, zone, zoneChoice, bands, coverage, onRetryCoverage }: Props) {
  const withDetails = useMe().settings?.show_details ?? true;
  const catalog = useCatalog();
  const events = useSummary(eventsQuery(current, zone, withDetails));
  const failedTypes = typesOfClasses(catalog.data, ['sign_in.failed', 'sign_in.blocked']);
  const failedQuery = { ...eventsQuery(current, zone, withDetails), facets: [], filters: { type: failedTypes } };
  const failed = useSummary(failedQuery, failedTypes.length > 0);
  const shared = { bands, zone, name };
  return (
    <div className={styles.cards}>
      <CountCard title="Events" query={events} filters={{ zone: zoneChoice }} {...shared} />
      <CountCard
        title="Failed sign-ins"
        query={failedTypes.length === 0 && catalog.error ? { ...failed, error: catalog.error, refetch: catalog.refresh } : failed}
        filters={{ type: failedTypes, zone: zoneChoice }}
        {...shared}
        isFailures
      />
      <NewCountriesCard times={anchored} zone={zone} zoneChoice={zoneChoice} bands={bands} />
      <CoverageCard times={current} zone={zone} bands={bands} coverage={coverage} onRetry={onRetryCoverage} />
    </div>
  );
}

/** Returns hours for two days, days for longer times. */
function bucketFor(from: string, to: string): 'hour' | 'day' {
  return Date.parse(to) - Date.parse(from) <= 2 * DAY ? 'hour' : 'day';
}
