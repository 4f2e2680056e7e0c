import { Link } from 'wouter';
import { useCatalog } from '../api/catalog';
import { useSummary, type SummaryQuery } from '../api/summary';
import type { Summary } from '../api/types';
import type { Bands } from '../charts/coverageText';
import { formatCount } from '../time/format';
import { typesOfClasses } from '../view/eventClasses';
import { activityUrl, type ViewChange } from '../view/url';
import { Card } from '../ui/Card';
import { comparisonOf } from './comparison';
import { countedRange } from '../view/countedRange';
import styles from '../ui/card.module.css';
import { weeksAt } from './week';

type Props = { now: number; zone: string; zoneChoice: string; bands: Bands };
type Counts = { current: Summary; last: Summary };

/** This week against last week, until the same day and time. */
export function WeekCard({ now, zone, zoneChoice, bands }: Props) {
  const { data: catalog } = useCatalog();
  const weeks = weeksAt(now, zone);
  const type = typesOfClasses(catalog, ['sign_in.failed', 'sign_in.blocked']);
  const events = useWeeks(weeks, zone, {});
  const failed = useWeeks(weeks, zone, { type }, type.length > 0);
  const row = (name: string, { current, last }: Counts, filters: ViewChange) => {
    const note = comparisonOf(current, last, bands, zone, 'last week');
    const number = (counts: Summary) => (
      <Link href={activityUrl({ ...filters, zone: zoneChoice, range: countedRange(counts) })}>{formatCount(counts.total)}</Link>
    );
    return (
      <tr>
        <th scope="row">{name}</th>
        <td>{number(current)}</td>
        <td>{number(last)}</td>
        <td className={note.isPartial ? styles.partial : undefined}>{note.text.replace(' vs last week', '')}</td>
      </tr>
    );
  };
  return (
    <Card title="This week against last" query={events}>
      {(counts) => (
        <>
          <table className={styles.table}>
            <thead>
              <tr>
                <td />
                <th scope="col">This week</th>
                <th scope="col">Last week</th>
                <th scope="col">Change</th>
              </tr>
            </thead>
            <tbody>
              {row('Events', counts, {})}
              {failed.data && row('Failed sign-ins', failed.data, { type })}
            </tbody>
          </table>
          <p className={styles.muted}>
            {failed.error ? 'Failed sign-ins couldn’t be counted. ' : ''}
            Monday until now, and until the same day and time last week
          </p>
        </>
      )}
    </Card>
  );
}

/** Counts the events of both weeks. */
function useWeeks({ current, last }: ReturnType<typeof weeksAt>, zone: string, filters: SummaryQuery['filters'] & object, enabled = true) {
  const query = ([from, to]: [number, number]): SummaryQuery => ({
    scope: 'organization',
    filters,
    from: new Date(from).toISOString(),
    to: new Date(to).toISOString(),
    zone,
    bucket: 'day',
  });
  const [one, other] = [useSummary(query(current), enabled), useSummary(query(last), enabled)];
  return {
    data: one.data && other.data ? { current: one.data, last: other.data } : undefined,
    error: one.error ?? other.error,
    fetchStatus: one.data ? other.fetchStatus : one.fetchStatus,
    isPlaceholderData: one.isPlaceholderData || other.isPlaceholderData,
    refetch: () => Promise.all([one.refetch(), other.refetch()]),
  };
}
