import { memo } from 'react';
import { typeLabel, type Catalog } from '../../api/catalog';
import type { Event } from '../../api/types';
import { formatClock } from '../../time/format';
import { showBidi } from '../../ui/bidi';
import { Icon } from '../../ui/Icon';
import { DeviceCell, FromCell, TimeCell, WhatCell, WhoCell } from './EventCells';
import styles from './table.module.css';
import { actorText, outcomeLabel } from './values';

type Props = {
  event: Event;
  index: number;
  /** 1-based position among all rows, with those of days. */
  position: number;
  top: number;
  height: number;
  zone: string;
  catalog: Catalog | undefined;
  withUser: boolean;
  withDetails: boolean;
  /** The domain of the reader’s e-mail address. */
  ownDomain: string | null;
  isOpen: boolean;
  /** Whether the row just appeared. */
  isNew: boolean;
  /** Whether the event arrived after a later event, so that its time is out of order. */
  isLate: boolean;
  /** Whether Tab focuses this row. */
  isEntry: boolean;
};

/** One event. The table handles the clicks and keys of its values. */
export const EventRow = memo(function EventRow(props: Props) {
  const { event, index, position, top, height, withUser, withDetails, ownDomain, isOpen, isNew, isEntry } = props;
  return (
    <div
      role="row"
      className={styles.row}
      data-index={index}
      data-new={isNew || undefined}
      aria-rowindex={position}
      aria-selected={isOpen}
      aria-label={rowName(props)}
      tabIndex={isEntry ? 0 : -1}
      style={{ height, transform: `translateY(${top}px)` }}
    >
      <TimeCell {...props} />
      {withUser && <WhoCell event={event} ownDomain={ownDomain} />}
      <WhatCell {...props} />
      {withDetails && <FromCell event={event} />}
      <DeviceCell event={event} />
      <div role="gridcell" className={styles.openCell}>
        <button type="button" className={styles.open} data-cell="details" tabIndex={-1} aria-label="Details">
          <Icon name="right" size={14} />
        </button>
      </div>
    </div>
  );
});

/** Returns the name of a row for screen readers: short, because its cells have the rest. */
function rowName({ event, zone, catalog, withUser }: Pick<Props, 'event' | 'zone' | 'catalog' | 'withUser'>): string {
  const { actor, type, targets, outcome, occurred_at } = event;
  const [target] = targets;
  const parts = [
    formatClock(occurred_at, zone),
    withUser && actorText(actor),
    `${typeLabel(catalog, type)}${target ? ` ${target.name ?? target.id}` : ''}`,
    outcome !== 'success' && outcomeLabel(outcome),
  ];
  return showBidi(parts.filter(Boolean).join(', '));
}
