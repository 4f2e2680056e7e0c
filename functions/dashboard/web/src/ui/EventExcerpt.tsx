import { Link } from 'wouter';
import { typeLabel, useCatalog } from '../api/catalog';
import type { Event } from '../api/types';
import { formatTime } from '../time/format';
import { zoneLabel } from '../time/zone';
import { UntrustedText } from './UntrustedText';
import { around } from '../view/range';
import { activityUrl } from '../view/url';
import { countryName } from '../view/countries';
import styles from './eventExcerpt.module.css';

type Props = {
  label: string;
  events: readonly Event[];
  zone: string;
  /** Whether the events are of several people. */
  withUser: boolean;
  withDetails: boolean;
  /** Whether they are the user’s own. */
  isOwn?: boolean;
};

/** Some events as a table. Each opens among its neighbors, in Activity or in the user’s own activity. */
export function EventExcerpt({ label, events, zone, withUser, withDetails, isOwn = false }: Props) {
  const { data: catalog } = useCatalog();
  return (
    <div className={styles.scroll} role="region" aria-label={label} tabIndex={0}>
      <table className={styles.table}>
        <thead>
          <tr>
            <th scope="col">Time ({zoneLabel(zone)})</th>
            {withUser && <th scope="col">Who</th>}
            <th scope="col">What</th>
            {withDetails && <th scope="col">From</th>}
            <th scope="col" className={styles.device}>Device</th>
          </tr>
        </thead>
        <tbody>
          {events.map((event) => (
            <tr key={`${event.source}/${event.id}`} data-outcome={event.outcome}>
              <td className={styles.time}>
                <Link href={eventUrl(event, isOwn)} aria-label={`${formatTime(event.occurred_at, zone)}: show with other events`}>
                  {formatTime(event.occurred_at, zone)}
                </Link>
              </td>
              {withUser && <td><UntrustedText text={event.actor.name ?? event.actor.email ?? event.actor.id} /></td>}
              <td>
                <span className={event.outcome === 'failure' || event.outcome === 'blocked' ? styles.failed : undefined}>
                  {typeLabel(catalog, event.type)}
                </span>
                <Targets event={event} />
              </td>
              {withDetails && <td><From event={event} /></td>}
              <td className={styles.device}>{event.client.device != null && <UntrustedText text={event.client.device} title />}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

/** Returns the URL that opens an event among its neighbors. */
function eventUrl({ source, id, occurred_at, actor }: Event, isOwn: boolean): string {
  const view = { range: around(occurred_at), event: { source, id } };
  return isOwn ? activityUrl(view, '/my-activity') : activityUrl({ ...view, user: [actor.id] });
}

function Targets({ event: { targets } }: { event: Event }) {
  return targets.map(({ type, id, name }) => (
    <span key={`${type} ${id}`} className={styles.target}>
      <UntrustedText text={name ?? id} title />
    </span>
  ));
}

function From({ event: { client, details } }: { event: Event }) {
  if (details === 'not_collected') return <span className={styles.notCollected}>Not collected</span>;
  const { location, ip, isp } = client;
  return (
    <>
      {location && (location.city ? `${location.city}, ${countryName(location.country)}` : countryName(location.country))}
      <span className={styles.second}>{[ip, isp].filter(Boolean).join(' · ')}</span>
    </>
  );
}
