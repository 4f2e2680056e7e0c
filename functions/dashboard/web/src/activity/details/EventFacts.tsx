import type { ReactNode } from 'react';
import type { Event } from '../../api/events';
import { formatExact } from '../../time/format';
import { zoneLabel } from '../../time/zone';
import { sourceName } from '../filters/names';
import { OutcomeBadge } from '../table/OutcomeBadge';
import { locationText } from '../table/stops';
import styles from './details.module.css';

type Fact = [string, ReactNode];

/** Everything that is recorded of one event, in words. */
export function EventFacts({ event, zone }: { event: Event; zone: string }) {
  const { actor, client, targets, metadata } = event;
  const time = (text: string) => `${formatExact(text, zone)} ${zoneLabel(zone)}`;
  return (
    <>
      <Facts
        facts={[
          ['Occurred', time(event.occurred_at)],
          ['Recorded', time(event.recorded_at)],
          ['Event', <code key="type">{event.type}</code>],
          ['Source', sourceName(event.source)],
          ['Outcome', <OutcomeBadge key="outcome" outcome={event.outcome} />],
          ['User', actor.name],
          ['E-mail', actor.email],
          ['User id', <code key="user">{actor.id}</code>],
          ...detailFacts(event),
          ['Device', client.device],
          ['App version', client.app_version],
          ['User agent', client.user_agent],
          ['Session', event.session_id && <code key="session">{event.session_id}</code>],
          ['Event id', <code key="id">{event.id}</code>],
        ]}
      />
      {targets.length > 0 && (
        <>
          <h3 className={styles.section}>Done to</h3>
          <Facts facts={targets.map(({ type, id, name }) => [type, name ? `${name} (${id})` : id])} />
        </>
      )}
      {Object.keys(metadata).length > 0 && (
        <>
          <h3 className={styles.section}>Further facts</h3>
          <Facts facts={Object.entries(metadata)} />
        </>
      )}
    </>
  );
}

function detailFacts(event: Event): Fact[] {
  const { ip, isp, asn } = event.client;
  if (event.details === 'hidden') return [['IP, ISP, location', 'hidden by your organisation']];
  if (event.details === 'not_collected') {
    return [['IP, ISP, location', <span key="none" className={styles.amber}>not collected</span>]];
  }
  return [
    ['IP address', ip && <code key="ip">{ip}</code>],
    ['ISP', isp && (asn == null ? isp : `${isp} (AS${asn})`)],
    ['Location', locationText(event)],
  ];
}

function Facts({ facts }: { facts: Fact[] }) {
  return (
    <dl className={styles.facts}>
      {facts.map(([name, fact], index) =>
        fact == null || fact === '' ? null : (
          // Two targets may be of one kind, and the list never changes its order.
          <div key={`${name} ${index}`} style={{ display: 'contents' }}>
            <dt>{name}</dt>
            <dd>{fact}</dd>
          </div>
        ),
      )}
    </dl>
  );
}
