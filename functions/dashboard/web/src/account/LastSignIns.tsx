import { useCatalog } from '../api/catalog';
import { useMe } from '../api/me';
import styles from '../ui/card.module.css';
import { ErrorState } from '../ui/ErrorState';
import { EventExcerpt } from '../ui/EventExcerpt';
import { Loading } from '../ui/Loading';
import { typesOfClasses } from '../view/eventClasses';
import { useOwnEvents } from './ownEvents';

const MAX_SHOWN = 8;

/** The user’s latest sign-ins, with place and device, also those that failed. */
export function LastSignIns({ zone }: { zone: string }) {
  const withDetails = useMe().settings?.show_details ?? true;
  const { data: catalog } = useCatalog();
  const types = typesOfClasses(catalog, ['sign_in.succeeded', 'sign_in.failed', 'sign_in.blocked', 'sign_in.by_admin']);
  const { data: events, error, refetch } = useOwnEvents(types, MAX_SHOWN);
  if (error) return <ErrorState error={error} onRetry={() => void refetch()} />;
  if (!events) return <Loading text="Loading sign-ins…" />;
  if (events.length === 0) return <p className={styles.muted}>No sign-ins are recorded</p>;
  return (
    <>
      <EventExcerpt label="Last sign-ins" events={events} zone={zone} withUser={false} withDetails={withDetails} isOwn />
      <p className={styles.muted}>
        Not you? Change your password, sign out your other sessions, and tell an owner or admin of your organization.
      </p>
    </>
  );
}
