import { useStreamAttempts } from '../api/stream';
import type { Stream, StreamAttempt } from '../api/types';
import { formatCount, formatTime } from '../time/format';
import { zoneLabel } from '../time/zone';
import { ErrorState } from '../ui/ErrorState';
import { Loading } from '../ui/Loading';
import { Table } from '../ui/Table';
import table from '../ui/table.module.css';
import { Excerpt } from './Answer';
import styles from './streams.module.css';
import { capital } from './words';

/** The last attempts, with the answers of the destination. */
export function Attempts({ stream: { id }, zone }: { stream: Stream; zone: string }) {
  const { data: attempts, error, refetch } = useStreamAttempts(id);
  return (
    <section aria-labelledby="attempts">
      <h2 id="attempts">Attempts</h2>
      <p className={styles.muted}>The last 100 attempts of 7 days, newest first. Times are in {zoneLabel(zone)}.</p>
      {attempts === undefined ? (
        error ? <ErrorState error={error} onRetry={() => void refetch()} /> : <Loading />
      ) : attempts.length === 0 ? (
        <p className={styles.none}>No attempts in the last 7 days</p>
      ) : (
        <Table label="List of attempts" columns={['Time', 'Result', 'Events', 'Positions', 'Took']}>
          {attempts.map((attempt) => (
            <Row key={`${attempt.at} ${attempt.message_id}`} attempt={attempt} zone={zone} />
          ))}
        </Table>
      )}
    </section>
  );
}

function Row({ attempt, zone }: { attempt: StreamAttempt; zone: string }) {
  const { at, first, last, events, duration_ms: millis, status, failure, excerpt, message_id: message } = attempt;
  return (
    <tr>
      <td className={table.nowrap}>{formatTime(at, zone)}</td>
      <td>
        <span className={failure == null ? undefined : styles.bad}>
          {failure == null ? `Delivered${status == null ? '' : `, status ${String(status)}`}` : capital(failure)}
        </span>
        <Excerpt text={excerpt} />
      </td>
      <td>{formatCount(events)}</td>
      <td className={table.nowrap} title={`Message ${message}`}>{first === last ? first : `${first} – ${last}`}</td>
      <td className={table.nowrap}>{formatCount(millis)} ms</td>
    </tr>
  );
}
