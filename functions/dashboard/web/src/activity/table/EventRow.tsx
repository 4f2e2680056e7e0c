import { memo } from 'react';
import { typeLabel, type Catalogue } from '../../api/eventTypes';
import type { Event } from '../../api/types';
import { formatExact, formatTime } from '../../time/format';
import { Icon } from '../../ui/Icon';
import { marked } from '../../ui/marked';
import { Outside } from '../../ui/Outside';
import { sourceName } from '../filters/names';
import { locationText, type Stop } from './stops';
import styles from './table.module.css';
import { Value } from './Value';

export type RowProps = {
  event: Event;
  index: number;
  top: number;
  height: number;
  zone: string;
  catalogue: Catalogue | undefined;
  withUser: boolean;
  withDetails: boolean;
  isOpen: boolean;
  /** Whether the row above is of another day. */
  startsDay: boolean;
  /** Where the keyboard enters the table, if it is in this row. */
  entry: Stop | null;
};

/** One event. Its values are buttons, which the table listens for. */
export const EventRow = memo(function EventRow(props: RowProps) {
  const { event, index, top, height, zone, catalogue, withUser, withDetails, isOpen, startsDay, entry } = props;
  const { actor, client, source, outcome } = event;
  const name = actor.name ?? actor.email ?? actor.id;
  return (
    <div
      role="row"
      className={styles.row}
      data-index={index}
      data-starts-day={startsDay || undefined}
      aria-rowindex={index + 2}
      aria-selected={isOpen}
      style={{ height, transform: `translateY(${top}px)` }}
    >
      <div role="gridcell" className={styles.cell}>
        <Value
          stop="time"
          text={formatTime(event.occurred_at, zone)}
          does={`show 15 minutes before and after ${formatExact(event.occurred_at, zone)}`}
          isEntry={entry === 'time'}
        />
      </div>
      {withUser && (
        <div role="gridcell" className={styles.cell}>
          <Value stop="user" text={name} does="filter by this user" isEntry={entry === 'user'} />
          {actor.email != null && actor.email !== name && <Second text={actor.email} />}
        </div>
      )}
      <div role="gridcell" className={styles.cell}>
        <Value stop="event" text={typeLabel(catalogue, event.type)} does="filter by this event" isEntry={entry === 'event'} />
        <div className={`${styles.line ?? ''} ${styles.second ?? ''}`}>
          <Value stop="source" text={sourceName(source)} does="filter by this source" isEntry={entry === 'source'} />
          <Value stop="outcome" text={outcome} does="filter by this outcome" isEntry={entry === 'outcome'} outcome={outcome} />
        </div>
      </div>
      <div role="gridcell" className={styles.cell}>
        <div className={styles.text}>{client.device == null ? <Missing /> : <Outside text={client.device} title />}</div>
        {client.app_version != null && <Second text={client.app_version} />}
      </div>
      {withDetails && <DetailCells event={event} entry={entry} />}
      <div role="gridcell">
        <button
          type="button"
          className={styles.open}
          data-stop="details"
          tabIndex={entry === 'details' ? 0 : -1}
          aria-label={`Details of ${marked(typeLabel(catalogue, event.type))} at ${formatTime(event.occurred_at, zone)}`}
        >
          <Icon name="right" size={14} />
        </button>
      </div>
    </div>
  );
});

function DetailCells({ event, entry }: { event: Event; entry: Stop | null }) {
  const { ip, isp } = event.client;
  const location = locationText(event);
  if (event.details === 'not_collected') {
    return (
      <>
        <div role="gridcell" className={`${styles.cell ?? ''} ${styles.notCollected ?? ''}`}>
          not collected
        </div>
        <div role="gridcell" className={`${styles.cell ?? ''} ${styles.notCollected ?? ''}`}>
          not collected
        </div>
      </>
    );
  }
  return (
    <>
      <div role="gridcell" className={styles.cell}>
        {ip == null ? <Missing /> : <Value stop="ip" text={ip} does="filter by this address" isEntry={entry === 'ip'} />}
        {isp != null && <Second text={isp} />}
      </div>
      <div role="gridcell" className={styles.cell}>
        {location === null ? (
          <Missing />
        ) : ip == null ? (
          <Outside text={location} />
        ) : (
          <Value stop="location" text={location} does="filter by its address" isEntry={entry === 'location'} />
        )}
      </div>
    </>
  );
}

function Second({ text }: { text: string }) {
  return (
    <div className={`${styles.second ?? ''} ${styles.text ?? ''}`}>
      <Outside text={text} title />
    </div>
  );
}

function Missing() {
  return (
    <span className={styles.missing}>
      <span aria-hidden="true">–</span>
      <span className="visually-hidden">not known</span>
    </span>
  );
}
