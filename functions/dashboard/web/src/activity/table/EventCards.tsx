import { useState } from 'react';
import { typeLabel, useCatalog } from '../../api/catalog';
import type { Event } from '../../api/types';
import { formatTime } from '../../time/format';
import { zoneLabel } from '../../time/zone';
import { showBidi } from '../../ui/bidi';
import { Icon } from '../../ui/Icon';
import { UntrustedText, UntrustedTexts } from '../../ui/UntrustedText';
import type { ChangeView } from '../../view/useView';
import type { View } from '../../view/view';
import { CardMenu, type CardMenuAt } from './CardMenu';
import { locationText } from './cells';
import { arrivalText, type RowMarks } from './marks';
import { OrderButton } from './OrderButton';
import { OutcomeBadge } from './OutcomeBadge';
import styles from './table.module.css';
import type { Rows } from './useRows';

type Props = {
  rows: Rows;
  events: readonly Event[];
  view: View;
  zone: string;
  withUser: boolean;
  isStale: boolean;
  marks: RowMarks | undefined;
  openId: string | null;
  onView: ChangeView;
  onOpen: (event: Event) => void;
};

/** The events on narrow screens: two lines each, with a menu to filter by a value. */
export function EventCards({ rows, events, view, zone, withUser, isStale, marks, openId, onView, onOpen }: Props) {
  const { hold, items, height } = rows;
  const { data: catalog } = useCatalog();
  const [menu, setMenu] = useState<CardMenuAt | null>(null);
  return (
    <>
      <div className={styles.cardsHead}>
        {marks ? <>Time ({zoneLabel(zone)})</> : <OrderButton order={view.order} zone={zone} onView={onView} />}
      </div>
      <div ref={hold} className={`${styles.cards ?? ''} ${styles.body ?? ''}`} data-stale={isStale || undefined} style={{ height }}>
        {items.map(({ index, start, size }) => {
          const event = events[index];
          if (!event) return null;
          const name = `${event.source}/${event.id}`;
          const label = typeLabel(catalog, event.type);
          return (
            <div key={name} className={styles.cardRow} data-index={index} data-new={marks?.fresh.has(name) ? true : undefined} style={{ height: size, transform: `translateY(${start}px)` }}>
              <button
                type="button"
                className={styles.card}
                aria-pressed={name === openId}
                onClick={() => {
                  onOpen(event);
                }}
              >
                <span className={styles.line}>
                  <UntrustedText className={styles.text} text={label} />
                  {event.outcome !== 'success' && <OutcomeBadge outcome={event.outcome} />}
                </span>
                <span className={styles.cardTime}>{formatTime(event.occurred_at, zone)}</span>
                <span className={`${styles.second ?? ''} ${styles.text ?? ''}`}>
                  <UntrustedTexts texts={[...(marks?.late.has(name) ? [arrivalText(event, zone)] : []), ...secondLine(event, withUser)]} separator=" · " />
                </span>
              </button>
              <button
                type="button"
                className={styles.cardMore}
                aria-label={`Filter by a value of ${showBidi(label)} at ${formatTime(event.occurred_at, zone)}`}
                aria-haspopup="menu"
                onClick={(click) => {
                  setMenu({ event, element: click.currentTarget });
                }}
              >
                <Icon name="more" size={14} />
              </button>
            </div>
          );
        })}
      </div>
      {menu && <CardMenu at={menu} {...{ view, withUser, catalog, onView }} onClose={() => { setMenu(null); }} />}
    </>
  );
}

function secondLine(event: Event, withUser: boolean): string[] {
  const { actor, client } = event;
  const texts = [withUser ? (actor.name ?? actor.email ?? actor.id) : null, client.ip, locationText(event), client.device];
  return texts.filter((text) => text != null && text !== '') as string[];
}
