import { Link } from 'wouter';
import { useCatalog } from '../api/catalog';
import { useNewestEvents } from '../api/newestEvents';
import { formatTime } from '../time/format';
import { zoneLabel } from '../time/zone';
import { errorText, ErrorState } from '../ui/ErrorState';
import { Loading } from '../ui/Loading';
import { Table } from '../ui/Table';
import table from '../ui/table.module.css';
import { UntrustedText } from '../ui/UntrustedText';
import { activityUrl } from '../view/url';
import styles from './coverage.module.css';
import { arrivalText } from './sources';

/** The monitor records its own events itself. */
const MONITOR = 'monitor';

/** When each product last sent an event. */
export function SourceTable({ now, zone }: { now: number; zone: string }) {
  const { data: catalog, error, refresh } = useCatalog();
  const sources = catalog?.sources.filter(({ id }) => id !== MONITOR) ?? [];
  const newest = useNewestEvents(sources.map(({ id }) => id), now);
  return (
    <section aria-labelledby="products">
      <h2 id="products">Products</h2>
      <p className={styles.muted}>
        The newest event of each product, by the time it happened. A quiet product may have nothing to send: ask its team if you expected events.
      </p>
      {!catalog ? (
        error ? <ErrorState error={error} onRetry={refresh} /> : <Loading />
      ) : (
        <Table label="Newest events" columns={['Product', `Newest event (${zoneLabel(zone)})`, 'Since then']}>
          {sources.map(({ id, label }, index) => {
            const { data, error } = newest[index] ?? {};
            return (
              <tr key={id}>
                <td>
                  <Link href={activityUrl({ source: [id], range: { kind: 'all' } })}>
                    <UntrustedText text={label} />
                  </Link>
                </td>
                <td className={table.nowrap}>{data?.occurredAt == null ? '–' : formatTime(data.occurredAt, zone)}</td>
                <td>{data ? arrivalText(data, now) : error ? <span className={styles.failed}>{errorText(error)}</span> : 'Loading…'}</td>
              </tr>
            );
          })}
        </Table>
      )}
    </section>
  );
}
