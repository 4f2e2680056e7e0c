import type { ReactNode } from 'react';
import type { Event } from '../../api/types';
import { formatExact } from '../../time/format';
import { zoneLabel } from '../../time/zone';
import { Outside } from '../../ui/Outside';
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
          ['Event', <Code key="type" text={event.type} />],
          ['Source', sourceName(event.source)],
          ['Outcome', <OutcomeBadge key="outcome" outcome={event.outcome} />],
          ['User', actor.name],
          ['Email', actor.email],
          ['User ID', <Code key="user" text={actor.id} />],
          ...detailFacts(event),
          ['Device', client.device],
          ['App version', client.app_version],
          ['User agent', client.user_agent],
          ['Session', event.session_id && <Code key="session" text={event.session_id} />],
          ['Event ID', <Code key="id" text={event.id} />],
        ]}
      />
      {targets.length > 0 && (
        <>
          <h3 className={styles.section}>Targets</h3>
          <Facts facts={targets.map(({ type, id, name }) => [type, name ? <Target key={id} name={name} id={id} /> : id])} />
        </>
      )}
      {Object.keys(metadata).length > 0 && (
        <>
          <h3 className={styles.section}>Metadata</h3>
          <Facts facts={Object.entries(metadata)} />
        </>
      )}
    </>
  );
}

function Code({ text }: { text: string }) {
  return (
    <code>
      <Outside text={text} />
    </code>
  );
}

function Target({ name, id }: { name: string; id: string }) {
  return (
    <>
      <Outside text={name} /> (<Outside text={id} />)
    </>
  );
}

function detailFacts(event: Event): Fact[] {
  const { ip, isp, asn } = event.client;
  if (event.details === 'hidden') return [['IP, ISP, location', 'hidden by your organization']];
  if (event.details === 'not_collected') {
    return [['IP, ISP, location', <span key="none" className={styles.amber}>not collected</span>]];
  }
  return [
    ['IP address', ip && <Code key="ip" text={ip} />],
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
            <dt>
              <Outside text={name} />
            </dt>
            <dd>{typeof fact === 'string' ? <Outside text={fact} /> : fact}</dd>
          </div>
        ),
      )}
    </dl>
  );
}
