import { useDetectionSettings } from '../../api/detections';
import { ErrorState } from '../../ui/ErrorState';
import { Loading } from '../../ui/Loading';
import { ExceptionList } from './ExceptionList';
import styles from './rules.module.css';

/** What explains findings: own networks and service accounts. */
export function Surroundings({ canChange }: { canChange: boolean }) {
  const { data, error, refetch } = useDetectionSettings();
  return (
    <section className={styles.part} aria-labelledby="surroundings">
      <h2 id="surroundings">Own networks and service accounts</h2>
      <p className={styles.muted}>
        A finding is only “Info” if all its events with an address come from own networks, or if it is about a service account. It is listed, but
        nobody is notified.
      </p>
      {data && (
        <div className={styles.lists}>
          <ExceptionList
            name="own_networks"
            label="Own networks"
            hint="CIDR ranges, addresses and AS numbers, one per line: 203.0.113.0/24, AS64500"
            entries={data.own_networks}
            canChange={canChange}
          />
          <ExceptionList
            name="service_accounts"
            label="Service accounts"
            hint="User IDs of accounts that programs use, one per line"
            entries={data.service_accounts}
            canChange={canChange}
          />
        </div>
      )}
      {!data && (error ? <ErrorState error={error} onRetry={() => void refetch()} /> : <Loading />)}
    </section>
  );
}
