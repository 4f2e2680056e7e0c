import { typeLabel, useCatalog } from '../../api/catalog';
import { MAX_EVENTS, useFirstEvents } from '../../api/events';
import type { Event, Finding } from '../../api/types';
import { formatTime } from '../../time/format';
import { ErrorState } from '../../ui/ErrorState';
import { Loading } from '../../ui/Loading';
import { UntrustedText } from '../../ui/UntrustedText';
import { NO_FILTERS } from '../../view/filters';
import styles from './finding.module.css';
import { Section } from './Section';
import { stepText } from './historyText';

/** Who did what with the finding, from the events that record it. */
export function History({ finding: { id, changed_at: changedAt }, zone }: { finding: Finding; zone: string }) {
  const { data: catalog } = useCatalog();
  const { data, error, refetch } = useFirstEvents({
    scope: 'organization',
    filters: { ...NO_FILTERS, type: ['monitor.finding.*'], target: [`finding:${id}`] },
    bounds: {},
    // A change is recorded with the finding.
    requestedAt: Date.parse(changedAt),
  });
  const text = (event: Event) => stepText(event) ?? typeLabel(catalog, event.type);
  return (
    <Section title="History">
      {error && <ErrorState error={error} onRetry={() => void refetch()} />}
      {!data && !error && <Loading />}
      {data && (
        <ol className={styles.history}>
          {data.events.map((event) => (
            <li key={event.id}>
              <span className={styles.when}>{formatTime(event.occurred_at, zone)}</span>
              <span>
                <UntrustedText text={text(event)} /> <span className={styles.muted}>{whoOf(event)}</span>
              </span>
            </li>
          ))}
        </ol>
      )}
      {data && !data.isComplete && <p className={styles.muted}>The first {MAX_EVENTS} steps.</p>}
    </Section>
  );
}

/** Returns who did it. The monitor itself opens findings. */
function whoOf({ actor, source }: Event): string {
  const name = actor.name ?? actor.email;
  return name == null && source === 'monitor' ? '' : `by ${name ?? actor.id}`;
}
