import { useMemo } from 'react';
import { useLocation } from 'wouter';
import { useCoverage } from '../api/coverage';
import { useMe } from '../api/me';
import { useSummary } from '../api/summary';
import type { PersonDetail } from '../api/types';
import { bandsOf } from '../charts/bands';
import { Bars } from '../charts/Bars';
import { missingText } from '../charts/coverageText';
import { formatTime, plural } from '../time/format';
import { ErrorState } from '../ui/ErrorState';
import { Loading } from '../ui/Loading';
import { Section } from '../ui/Section';
import { exactRange } from '../view/range';
import { activityUrl } from '../view/url';
import { Usual } from './Usual';
import styles from './person.module.css';

type Props = { person: PersonDetail; zone: string; requestedAt: number };

/** The events of 28 days by day, and the places, networks and devices. */
export function PersonChart({ person, zone, requestedAt }: Props) {
  const { id, counts_from: from, counts_to: to } = person;
  const withDetails = useMe().settings?.show_details ?? true;
  const [, navigate] = useLocation();
  const coverage = useCoverage(requestedAt);
  const bands = useMemo(() => (coverage.data ? bandsOf(coverage.data) : []), [coverage.data]);
  const summary = useSummary({
    scope: 'organization',
    filters: { user: [id] },
    from,
    to,
    zone,
    bucket: 'day',
    facets: withDetails ? ['country', 'isp', 'device'] : ['device'],
  });
  const { data } = summary;
  if (summary.error) return <ErrorState error={summary.error} onRetry={() => void summary.refetch()} />;
  if (!data) return <Loading text="Counting events…" />;
  const missing = missingText(bands, Date.parse(from), Date.parse(to));
  const range = { kind: 'exact' as const, from: data.complete ? from : (data.counted_from ?? from), to };
  return (
    <>
      <Section title={`${plural(data.total, 'event')} in 28 days`}>
        <Bars
          series={data}
          bands={bands}
          zone={zone}
          label="Events by day"
          onOpen={(bar) => {
            navigate(activityUrl({ user: [id], range: exactRange(bar.from, bar.to) }));
          }}
        />
        <p className={styles.notes}>
          {data.failures > 0 && <span className={styles.failures}>{plural(data.failures, 'event')} failed or blocked</span>}
          {!data.complete && <span className={styles.partial}>Counted back to {formatTime(data.counted_from ?? from, zone)}</span>}
          {coverage.error ? <span className={styles.partial}>Coverage couldn’t be loaded</span> : coverage.data && (missing ? <span className={styles.partial}>{missing}</span> : <span>Monitor on throughout</span>)}
        </p>
      </Section>
      <Usual person={person} summary={data} range={range} withDetails={withDetails} />
    </>
  );
}
