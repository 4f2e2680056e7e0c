import type { ReactNode } from 'react';
import { Link } from 'wouter';
import { useCatalog } from '../../api/catalog';
import type { EventQuery } from '../../api/events';
import type { Event } from '../../api/types';
import { formatExact, formatWeekday } from '../../time/format';
import { zoneLabel } from '../../time/zone';
import { Icon } from '../../ui/Icon';
import { UntrustedText } from '../../ui/UntrustedText';
import type { View } from '../../view/view';
import { OutcomeMark } from '../table/Marks';
import type { MenuAt } from '../table/ValueMenu';
import { locationText, targetValue, valuesAt, type Cell, type EventValue } from '../table/values';
import { AddressPeople } from './AddressPeople';
import styles from './details.module.css';

type Field = [string, ReactNode];

type Props = { event: Event; query: EventQuery; view: View; zone: string; onMenu: (at: MenuAt) => void };

/** The fields of one event. Each value that can be filtered has a menu. */
export function EventFields({ event, query, view, zone, onMenu }: Props) {
  const { data: catalog } = useCatalog();
  const { actor, client, targets, metadata } = event;
  const isOwn = query.scope === 'own';
  const time = (text: string) => `${formatExact(text, zone)} ${zoneLabel(zone)}`;
  const menu = (cell: Cell, value: EventValue | undefined, text?: ReactNode) =>
    value && <MenuValue key={cell} text={text ?? <UntrustedText text={value.text} />} onOpen={(element) => { onMenu({ event, cell, element, value }); }} />;
  const at = (cell: Cell) => menu(cell, valuesAt(event, cell, catalog)[0]);
  const outcome = valuesAt(event, 'outcome', catalog)[0];
  return (
    <>
      <FieldList
        fields={[
          ['Occurred', `${formatWeekday(event.occurred_at, zone).slice(0, 3)} ${time(event.occurred_at)}`],
          ['Outcome', outcome?.facet ? menu('outcome', outcome, <OutcomeMark outcome={event.outcome} withText />) : <OutcomeMark key="outcome" outcome={event.outcome} withText />],
          ['Person', isOwn ? actor.name : at('user')],
          ['Email', actor.email],
          ['User ID', <Code key="user" text={actor.id} />],
          ...targets.map(
            (target): Field => [
              targetLabel(target.type),
              <Target key={target.id} target={target}>
                {menu('target', targetValue(target)[0])}
              </Target>,
            ],
          ),
        ]}
      />
      <Section
        title="From"
        fields={[
          ...addressFields(event, at, menu),
          ['Same address', event.details === 'shown' && client.ip != null && !isOwn && <AddressPeople key="people" ip={client.ip} actorId={actor.id} {...{ query, view }} />],
          ['Device', at('device')],
          ['App version', client.app_version],
          ['User agent', client.user_agent],
          ['Session', at('session')],
        ]}
      />
      <Section title="Metadata" fields={Object.entries(metadata)} />
      <Section
        title="Record"
        fields={[
          ['Recorded', time(event.recorded_at)],
          ['Event type', <Code key="type" text={event.type} />],
          ['Source', at('source')],
          ['Event ID', <Code key="id" text={event.id} />],
        ]}
      />
    </>
  );
}

type At = (cell: Cell) => ReactNode;
type MenuOf = (cell: Cell, value: EventValue | undefined, text?: ReactNode) => ReactNode;

function addressFields(event: Event, at: At, menu: MenuOf): Field[] {
  const { isp, asn } = event.client;
  if (event.details === 'hidden') return [['IP, ISP, location', 'Hidden by your organization']];
  if (event.details === 'not_collected') {
    return [['IP, ISP, location', <span key="none" className={styles.amber}>Not collected</span>]];
  }
  const location = locationText(event);
  const country = valuesAt(event, 'location', undefined).find(({ facet }) => facet?.by === 'country');
  const network = valuesAt(event, 'isp', undefined)[0];
  return [
    ['Location', location !== null && menu('location', country, location)],
    ['IP address', at('ip')],
    ['ISP', isp && menu('isp', network, <UntrustedText text={asn == null ? isp : `${isp} (AS${asn})`} />)],
  ];
}

/** Returns the type of a target as a label: `Secure link`. */
function targetLabel(type: string): string {
  const text = type.replaceAll('_', ' ');
  return text.charAt(0).toUpperCase() + text.slice(1);
}

function MenuValue({ text, onOpen }: { text: ReactNode; onOpen: (element: HTMLElement) => void }) {
  return (
    <button type="button" className={styles.value} aria-haspopup="menu" onClick={(click) => { onOpen(click.currentTarget); }}>
      <span>{text}</span>
      <Icon name="down" size={11} />
    </button>
  );
}

function Target({ target: { type, id, name }, children }: { target: Event['targets'][number]; children: ReactNode }) {
  return (
    <>
      {children}
      {type === 'finding' ? (
        <Link className={styles.id ?? ''} href={`/findings/${id}`}>Open finding</Link>
      ) : (
        name != null && name !== id && <span className={styles.id}><UntrustedText text={id} /></span>
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

function Section({ title, fields }: { title: string; fields: Field[] }) {
  if (fields.every(isEmpty)) return null;
  return (
    <section aria-label={title}>
      <h3 className={styles.section}>{title}</h3>
      <FieldList fields={fields} />
    </section>
  );
}

const isEmpty = ([, value]: Field) => value == null || value === '' || value === false;

function FieldList({ fields }: { fields: Field[] }) {
  return (
    <dl className={styles.fields}>
      {fields.map(([name, value], index) =>
        isEmpty([name, value]) ? null : (
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
