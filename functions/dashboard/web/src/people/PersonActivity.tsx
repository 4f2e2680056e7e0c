import { Link } from 'wouter';
import { useEvents } from '../api/events';
import { useMe } from '../api/me';
import { ErrorState } from '../ui/ErrorState';
import { EventExcerpt } from '../ui/EventExcerpt';
import { Loading } from '../ui/Loading';
import { Section } from '../ui/Section';
import { NO_FILTERS } from '../view/filters';
import { activityUrl } from '../view/url';
import styles from './person.module.css';

const MAX_SHOWN = 12;

type Props = { id: string; zone: string; requestedAt: number };

/** The latest events of a person. */
export function PersonActivity({ id, zone, requestedAt }: Props) {
  const withDetails = useMe().settings?.show_details ?? true;
  const bounds = { to: new Date(requestedAt).toISOString() };
  const { data, error, refetch } = useEvents({ scope: 'organization', filters: { ...NO_FILTERS, user: [id] }, bounds, requestedAt }, 'desc');
  const events = data?.pages.flatMap((page) => page.events).slice(0, MAX_SHOWN);
  return (
    <Section title="Recent activity" actions={<Link href={activityUrl({ user: [id], range: { kind: 'all' } })}>All activity</Link>}>
      {error ? (
        <ErrorState error={error} onRetry={() => void refetch()} />
      ) : !events ? (
        <Loading text="Loading events…" />
      ) : events.length === 0 ? (
        <p className={styles.muted}>No events</p>
      ) : (
        <EventExcerpt label="Recent activity" events={events} zone={zone} withUser={false} withDetails={withDetails} />
      )}
    </Section>
  );
}
