import type { Coverage } from '../api/coverage';
import { useMe } from '../api/me';
import { useSummary } from '../api/summary';
import type { Bands } from '../charts/coverageText';
import { ActivePeople } from './ActivePeople';
import { BusiestHourCard } from './BusiestHourCard';
import { eventsQuery } from './Cards';
import { OffPeriods } from './OffPeriods';
import styles from '../ui/card.module.css';
import { SecondFactorCard } from './SecondFactorCard';
import { SharedAddresses } from './SharedAddresses';
import type { Times } from './useTimes';
import { WeekCard } from './WeekCard';

type Props = { current: Times; anchored: Times; zone: string; zoneChoice: string; bands: Bands; coverage: Coverage | undefined; onRetryCoverage: () => void };

/** Answers to common questions. Each number links to its rows. */
export function Answers({ current, anchored, zone, zoneChoice, bands, coverage, onRetryCoverage }: Props) {
  const withDetails = useMe().settings?.show_details ?? true;
  const events = useSummary(eventsQuery(current, zone, withDetails));
  const shared = { now: anchored.requestedAt, zone, zoneChoice, bands };
  return (
    <div className={styles.answers}>
      <WeekCard {...shared} />
      <BusiestHourCard {...shared} withDetails={withDetails} />
      <SecondFactorCard {...shared} />
      <ActivePeople query={events} zoneChoice={zoneChoice} />
      {withDetails && <SharedAddresses query={events} zoneChoice={zoneChoice} />}
      <OffPeriods now={anchored.requestedAt} zone={zone} bands={bands} coverage={coverage} onRetry={onRetryCoverage} />
    </div>
  );
}
