import { sourceLabel, typeLabel, type Catalog } from '../../api/catalog';
import type { Event } from '../../api/types';
import { formatClock, formatExact, plural } from '../../time/format';
import { zoneLabel } from '../../time/zone';
import { showBidi } from '../../ui/bidi';
import { UntrustedText } from '../../ui/UntrustedText';
import { Email, EmailDomain } from './Email';
import { domainOf } from './emailParts';
import { MonitoringMark, OutcomeMark } from './Marks';
import { arrivalText } from './marks';
import styles from './table.module.css';
import { Value } from './Value';
import { actorText, locationText, outcomeLabel } from './values';

type CellProps = { event: Event; zone: string; catalog: Catalog | undefined; isLate: boolean };

export function TimeCell({ event, zone, catalog }: CellProps) {
  const { occurred_at, outcome, type } = event;
  return (
    <div role="gridcell" className={styles.cell}>
      <span className={styles.line}>
        <Value cell="time" text={formatClock(occurred_at, zone)} title={`${formatExact(occurred_at, zone)} (${zoneLabel(zone)})`} opensMenu />
        {outcome !== 'success' && (
          <Value cell="outcome" text={outcomeLabel(outcome)}>
            <OutcomeMark outcome={outcome} />
          </Value>
        )}
        <MonitoringMark type={catalog?.typeById.get(type)} />
      </span>
    </div>
  );
}

/** The person. Compact rows have no room for the e-mail address, but name a domain that is not the reader’s own. */
export function WhoCell({ event: { actor }, ownDomain }: Pick<CellProps, 'event'> & { ownDomain: string | null }) {
  const { name, email } = actor;
  const isOutside = ownDomain !== null && domainOf(email) !== ownDomain;
  return (
    <div role="gridcell" className={styles.cell} data-lines>
      <Value cell="user" text={actorText(actor)} title={showBidi([actorText(actor), name != null && email].filter(Boolean).join(', '))}>
        {name == null && email != null ? <Email email={email} /> : undefined}
      </Value>
      {name != null && email != null && (
        <span className={`${styles.second ?? ''} ${styles.emailLine ?? ''}`}>
          <Email email={email} />
        </span>
      )}
      {name != null && email != null && isOutside && <EmailDomain email={email} />}
    </div>
  );
}

export function WhatCell({ event, zone, catalog, isLate }: CellProps) {
  const { type, targets, source } = event;
  const [first] = targets;
  const more = targets.length - 1;
  return (
    <div role="gridcell" className={styles.cell} data-lines>
      <span className={`${styles.line ?? ''} ${styles.what ?? ''}`}>
        <Value cell="event" text={typeLabel(catalog, type)} className={styles.label} />
        {first && <Value cell="target" text={first.name ?? first.id} className={styles.target} />}
        {more > 0 && (
          <Value cell="targets" text={plural(more, 'more target')} className={styles.count} opensMenu>
            <span aria-hidden="true">+{more}</span>
            <span className="visually-hidden">{plural(more, 'more target')}</span>
          </Value>
        )}
      </span>
      <span className={`${styles.second ?? ''} ${styles.line ?? ''}`}>
        <Value cell="source" text={sourceLabel(catalog, source)} className={styles.comfortable} />
        {isLate && <span className={styles.late}>{arrivalText(event, zone)}</span>}
      </span>
    </div>
  );
}

export function FromCell({ event }: Pick<CellProps, 'event'>) {
  const { ip, isp } = event.client;
  const location = locationText(event);
  if (event.details === 'not_collected') {
    return (
      <div role="gridcell" className={`${styles.cell ?? ''} ${styles.notCollected ?? ''}`}>
        Not collected
      </div>
    );
  }
  return (
    <div role="gridcell" className={styles.cell} data-lines>
      {location === null && ip == null && <Missing />}
      {location !== null && <Value cell="location" text={location} className={styles.place} />}
      {(ip != null || isp != null) && (
        <span className={`${styles.second ?? ''} ${styles.line ?? ''} ${location === null ? '' : (styles.address ?? '')}`}>
          {ip != null && <Value cell="ip" text={ip} />}
          {isp != null && <Value cell="isp" text={isp} className={styles.comfortable} />}
        </span>
      )}
    </div>
  );
}

export function DeviceCell({ event: { client } }: Pick<CellProps, 'event'>) {
  return (
    <div role="gridcell" className={`${styles.cell ?? ''} ${styles.device ?? ''}`} data-lines>
      {client.device == null ? <Missing /> : <Value cell="device" text={client.device} />}
      {client.app_version != null && (
        <span className={`${styles.second ?? ''} ${styles.comfortable ?? ''} ${styles.text ?? ''}`}>
          <UntrustedText text={client.app_version} title />
        </span>
      )}
    </div>
  );
}

function Missing() {
  return (
    <span className={styles.missing}>
      <span aria-hidden="true">–</span>
      <span className="visually-hidden">unknown</span>
    </span>
  );
}
