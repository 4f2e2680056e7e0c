import type { ReactNode } from 'react';
import { sourceLabel, useCatalog } from '../../api/catalog';
import type { Event } from '../../api/types';
import { formatExact } from '../../time/format';
import { zoneLabel } from '../../time/zone';
import { UntrustedText } from '../../ui/UntrustedText';
import { locationText } from '../table/cells';
import { OutcomeBadge } from '../table/OutcomeBadge';
import styles from './details.module.css';

type Field = [string, ReactNode];

/** The fields of one event, as a list. */
export function EventFields({ event, zone }: { event: Event; zone: string }) {
  const { data: catalog } = useCatalog();
  const { actor, client, targets, metadata } = event;
  const time = (text: string) => `${formatExact(text, zone)} ${zoneLabel(zone)}`;
  return (
    <>
      <FieldList
        fields={[
          ['Occurred', time(event.occurred_at)],
          ['Recorded', time(event.recorded_at)],
          ['Event', <Code key="type" text={event.type} />],
          ['Source', sourceLabel(catalog, event.source)],
          ['Outcome', <OutcomeBadge key="outcome" outcome={event.outcome} />],
          ['User', actor.name],
          ['Email', actor.email],
          ['User ID', <Code key="user" text={actor.id} />],
          ...detailFields(event),
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
          <FieldList fields={targets.map(({ type, id, name }) => [type, name ? <Target key={id} name={name} id={id} /> : id])} />
        </>
      )}
      {Object.keys(metadata).length > 0 && (
        <>
          <h3 className={styles.section}>Metadata</h3>
          <FieldList fields={Object.entries(metadata)} />
        </>
      )}
    </>
  );
}

function Code({ text }: { text: string }) {
  return (
    <code>
      <UntrustedText text={text} />
    </code>
  );
}

function Target({ name, id }: { name: string; id: string }) {
  return (
    <>
      <UntrustedText text={name} /> (<UntrustedText text={id} />)
    </>
  );
}

function detailFields(event: Event): Field[] {
  const { ip, isp, asn } = event.client;
  if (event.details === 'hidden') return [['IP, ISP, location', 'Hidden by your organization']];
  if (event.details === 'not_collected') {
    return [['IP, ISP, location', <span key="none" className={styles.amber}>Not collected</span>]];
  }
  return [
    ['IP address', ip && <Code key="ip" text={ip} />],
    ['ISP', isp && (asn == null ? isp : `${isp} (AS${asn})`)],
    ['Location', locationText(event)],
  ];
}

function FieldList({ fields }: { fields: Field[] }) {
  return (
    <dl className={styles.fields}>
      {fields.map(([name, value], index) =>
        value == null || value === '' ? null : (
          // Two targets can have the same type. The list never changes its order.
          <div key={`${name} ${index}`} style={{ display: 'contents' }}>
            <dt>
              <UntrustedText text={name} />
            </dt>
            <dd>{typeof value === 'string' ? <UntrustedText text={value} /> : value}</dd>
          </div>
        ),
      )}
    </dl>
  );
}
