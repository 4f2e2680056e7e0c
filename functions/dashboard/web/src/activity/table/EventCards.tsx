import type { MouseEvent } from 'react';
import { typeLabel, useCatalog } from '../../api/catalog';
import type { Event } from '../../api/types';
import { formatClock, formatWeekday } from '../../time/format';
import { zoneLabel } from '../../time/zone';
import { showBidi } from '../../ui/bidi';
import { Icon } from '../../ui/Icon';
import { UntrustedText } from '../../ui/UntrustedText';
import styles from './cards.module.css';
import type { ListProps } from './EventTable';
import { MonitoringMark, OutcomeMark } from './Marks';
import { arrivalText } from './marks';
import { OrderButton } from './OrderButton';
import { cellElement, rowTarget } from './rowElements';
import table from './table.module.css';
import { TableOptions } from './TableOptions';
import { Value } from './Value';
import { actorText, locationText } from './values';

/** The events on narrow screens. A tap on a card opens it, and a tap on a value opens its menu. */
export function EventCards(props: ListProps) {
  const { ref, rows, events, view, zone, isStale, marks, onHelp, onView } = props;
  const { hold, placed, height, day } = rows;
  const openId = view.event && `${view.event.source}/${view.event.id}`;
  const onClick = (click: MouseEvent) => {
    const found = rowTarget(click.target);
    const event = found && events[found.index];
    if (!event) return;
    const element = click.target instanceof Element ? click.target.closest('button') : null;
    if (element?.dataset.menu === 'row') props.onMenu({ event, cell: 'row', element });
    else if (found.cell && found.cell !== 'details') props.onValue({ event, cell: found.cell, element: cellElement(found.row, found.cell) ?? found.row });
    else if (getSelection()?.isCollapsed !== false) props.onOpen(event);
  };
  return (
    // Its buttons have the keys.
    // eslint-disable-next-line jsx-a11y-x/click-events-have-key-events, jsx-a11y-x/no-static-element-interactions
    <div ref={ref} onClick={onClick} aria-busy={isStale}>
      <div className={styles.head}>
        {marks ? <span>Time ({zoneLabel(zone)})</span> : <OrderButton order={view.order} zone={zone} onView={onView} />}
        <TableOptions onHelp={onHelp} />
      </div>
      <div ref={hold} className={`${styles.cards ?? ''} ${table.body ?? ''}`} data-stale={isStale || undefined} style={{ height }}>
        <div className={table.stickyDay} data-sticky aria-hidden="true">
          {day}
        </div>
        {placed.map(({ item, position, top, height }) => {
          const style = { height, transform: `translateY(${top}px)` };
          if (item.kind === 'day') {
            return (
              <h2 key={`day ${position}`} className={styles.day} style={style}>
                {formatWeekday(item.time, zone)}
              </h2>
            );
          }
          const event = events[item.index];
          if (!event) return null;
          const name = `${event.source}/${event.id}`;
          return (
            <div key={name} className={styles.card} data-index={item.index} data-new={marks?.fresh.has(name) ? true : undefined} data-open={name === openId || undefined} style={style}>
              <Card {...props} event={event} isLate={marks?.late.has(name) ?? false} />
            </div>
          );
        })}
      </div>
    </div>
  );
}

function Card({ event, zone, withUser, isLate }: Pick<ListProps, 'zone' | 'withUser'> & { event: Event; isLate: boolean }) {
  const { data: catalog } = useCatalog();
  const { type, actor, targets, client, outcome } = event;
  const label = typeLabel(catalog, type);
  const location = locationText(event);
  const [target] = targets;
  const time = formatClock(event.occurred_at, zone);
  return (
    <>
      <div className={styles.line}>
        <button type="button" className={styles.open} data-cell="details">
          <span className={styles.time}>{time}</span>
          <OutcomeMark outcome={outcome} />
          <MonitoringMark type={catalog?.typeById.get(type)} />
          <UntrustedText className={styles.label} text={label} />
        </button>
        <button type="button" className={styles.more} data-menu="row" aria-label={`Filter by a value of ${showBidi(label)} at ${time}`} aria-haspopup="menu">
          <Icon name="more" size={14} />
        </button>
      </div>
      <div className={styles.line}>
        {withUser && <CardValue cell="user" text={actorText(actor)} />}
        {target && <CardValue cell="target" text={target.name ?? target.id} className={styles.target} />}
      </div>
      <div className={`${styles.line ?? ''} ${styles.second ?? ''}`}>
        {isLate && <span className={table.late}>{arrivalText(event, zone)}</span>}
        {location !== null && <CardValue cell="location" text={location} />}
        {client.ip != null && <CardValue cell="ip" text={client.ip} />}
        {event.details === 'not_collected' && <span className={table.notCollected}>Details not collected</span>}
        {client.device != null && <CardValue cell="device" text={client.device} />}
      </div>
    </>
  );
}

/** A value of a card. Unlike in the table, it is a tab stop of its own. */
function CardValue(props: { cell: 'user' | 'target' | 'location' | 'ip' | 'device'; text: string; className?: string | undefined }) {
  return <Value {...props} isTabStop />;
}
