import { memo } from 'react';
import { sourceLabel, typeLabel, type Catalog } from '../../api/catalog';
import type { Event } from '../../api/types';
import { formatExact, formatTime } from '../../time/format';
import { showBidi } from '../../ui/bidi';
import { Icon } from '../../ui/Icon';
import { UntrustedText } from '../../ui/UntrustedText';
import { locationText, type Cell } from './cells';
import { arrivalText } from './marks';
import styles from './table.module.css';
import { Value } from './Value';

type RowProps = {
  event: Event;
  index: number;
  top: number;
  height: number;
  zone: string;
  catalog: Catalog | undefined;
  withUser: boolean;
  withDetails: boolean;
  isOpen: boolean;
  /** Whether the row just appeared. */
  isNew: boolean;
  /** Whether the event arrived after a later event, so that its time is out of order. */
  isLate: boolean;
  /** Whether the row above is from another day. */
  startsDay: boolean;
  /** The cell of this row that Tab focuses, if any. */
  entry: Cell | null;
};

/** One event. The table handles the clicks on its values. */
export const EventRow = memo(function EventRow(props: RowProps) {
  const { event, index, top, height, zone, catalog, withUser, withDetails, isOpen, isNew, isLate, startsDay, entry } = props;
  const { actor, client, source, outcome } = event;
  const name = actor.name ?? actor.email ?? actor.id;
  return (
    <div
      role="row"
      className={styles.row}
      data-index={index}
      data-new={isNew || undefined}
      data-starts-day={startsDay || undefined}
      aria-rowindex={index + 2}
      aria-selected={isOpen}
      style={{ height, transform: `translateY(${top}px)` }}
    >
      <div role="gridcell" className={styles.cell}>
        <Value
          cell="time"
          text={formatTime(event.occurred_at, zone)}
          does={`show 15 minutes before and after ${formatExact(event.occurred_at, zone)}`}
          isEntry={entry === 'time'}
        />
        {isLate && <Second text={arrivalText(event, zone)} />}
      </div>
      {withUser && (
        <div role="gridcell" className={styles.cell}>
          <Value cell="user" text={name} does="filter by this user" isEntry={entry === 'user'} />
          {actor.email != null && actor.email !== name && <Second text={actor.email} />}
        </div>
      )}
      <div role="gridcell" className={styles.cell}>
        <Value cell="event" text={typeLabel(catalog, event.type)} does="filter by this event" isEntry={entry === 'event'} />
        <div className={`${styles.line ?? ''} ${styles.second ?? ''}`}>
          <Value cell="source" text={sourceLabel(catalog, source)} does="filter by this source" isEntry={entry === 'source'} />
          <Value cell="outcome" text={outcome} does="filter by this outcome" isEntry={entry === 'outcome'} outcome={outcome} />
        </div>
      </div>
      <div role="gridcell" className={styles.cell}>
        <div className={styles.text}>{client.device == null ? <Missing /> : <UntrustedText text={client.device} title />}</div>
        {client.app_version != null && <Second text={client.app_version} />}
      </div>
      {withDetails && <DetailCells event={event} entry={entry} />}
      <div role="gridcell">
        <button
          type="button"
          className={styles.open}
          data-cell="details"
          tabIndex={entry === 'details' ? 0 : -1}
          aria-label={`Details of ${showBidi(typeLabel(catalog, event.type))} at ${formatTime(event.occurred_at, zone)}`}
        >
          <Icon name="right" size={14} />
        </button>
      </div>
    </div>
  );
});

function DetailCells({ event, entry }: { event: Event; entry: Cell | null }) {
  const { ip, isp } = event.client;
  const location = locationText(event);
  if (event.details === 'not_collected') {
    return (
      <>
        <div role="gridcell" className={`${styles.cell ?? ''} ${styles.notCollected ?? ''}`}>
          Not collected
        </div>
        <div role="gridcell" className={`${styles.cell ?? ''} ${styles.notCollected ?? ''}`}>
          Not collected
        </div>
      </>
    );
  }
  return (
    <>
      <div role="gridcell" className={styles.cell}>
        {ip == null ? <Missing /> : <Value cell="ip" text={ip} does="filter by this IP address" isEntry={entry === 'ip'} />}
        {isp != null && <Second text={isp} />}
      </div>
      <div role="gridcell" className={styles.cell}>
        {location === null ? (
          <Missing />
        ) : ip == null ? (
          <UntrustedText text={location} />
        ) : (
          <Value cell="location" text={location} does="filter by its IP address" isEntry={entry === 'location'} />
        )}
      </div>
    </>
  );
}

function Second({ text }: { text: string }) {
  return (
    <div className={`${styles.second ?? ''} ${styles.text ?? ''}`}>
      <UntrustedText text={text} title />
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
