import { useState } from 'react';
import { useCoverage } from '../api/coverage';
import { readsEverything, useMe } from '../api/me';
import { ErrorState } from '../ui/ErrorState';
import { Loading } from '../ui/Loading';
import { Page } from '../ui/Page';
import { ZonePicker } from '../ui/ZonePicker';
import { boundsOf, monthsUntil } from './month';
import { MonthAnswer } from './MonthAnswer';
import { MonthList } from './MonthList';
import { MonthNavigation } from './MonthNavigation';
import { SourceTable } from './SourceTable';
import { StreamGaps } from './StreamGaps';
import { useMonth } from './useMonth';

/** More than the default retention of 400 days. */
const MONTHS = 14;

/** When the monitor was on and off, month by month, and what arrives. */
export default function CoveragePage() {
  const me = useMe();
  const [now] = useState(() => Date.now());
  const { data, error, refetch } = useCoverage(now);
  const { month, last, zone, zoneChoice, urlFor, onZone } = useMonth(now);
  const [from, to] = boundsOf(month, zone);
  const isReader = readsEverything(me);
  return (
    <Page
      title="Coverage"
      lead="When events were recorded. What happened while the monitor was off was not recorded."
      actions={<ZonePicker zone={zoneChoice} onChange={onZone} />}
    >
      <MonthNavigation month={month} last={last} urlFor={urlFor} />
      {data ? (
        <>
          <MonthAnswer coverage={data} {...{ month, from, to, now, zone, isReader }} />
          <MonthList coverage={data} months={monthsUntil(last, MONTHS)} {...{ month, zone, now, urlFor }} />
        </>
      ) : error ? (
        <ErrorState error={error} onRetry={() => void refetch()} />
      ) : (
        <Loading />
      )}
      {isReader && (
        <>
          <SourceTable now={now} zone={zone} />
          <StreamGaps zone={zone} />
        </>
      )}
    </Page>
  );
}
