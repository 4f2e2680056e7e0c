import type { Event } from '../../api/events';
import { typeLabel, useCatalogue } from '../../api/eventTypes';
import { formatTime } from '../../time/format';
import { OutcomeBadge } from './OutcomeBadge';
import { locationText } from './stops';
import styles from './table.module.css';
import type { Rows } from './useRows';

type Props = {
  rows: Rows;
  events: readonly Event[];
  zone: string;
  withUser: boolean;
  isStale: boolean;
  openId: string | null;
  onOpen: (event: Event) => void;
};

/** The events on narrow screens: two lines each, which open the details. */
export function EventCards({ rows, events, zone, withUser, isStale, openId, onOpen }: Props) {
  const { hold, items, height } = rows;
  const { data: catalogue } = useCatalogue();
  return (
    <div ref={hold} className={`${styles.cards ?? ''} ${styles.body ?? ''}`} data-stale={isStale || undefined} style={{ height }}>
      {items.map(({ index, start, size }) => {
        const event = events[index];
        if (!event) return null;
        const { actor, client } = event;
        const second = [withUser && (actor.name ?? actor.email ?? actor.id), client.ip, locationText(event), client.device];
        return (
          <button
            key={`${event.source}/${event.id}`}
            type="button"
            className={styles.card}
            data-index={index}
            aria-pressed={`${event.source}/${event.id}` === openId}
            style={{ height: size, transform: `translateY(${start}px)` }}
            onClick={() => {
              onOpen(event);
            }}
          >
            <span className={styles.line}>
              <span className={styles.text}>{typeLabel(catalogue, event.type)}</span>
              {event.outcome !== 'success' && <OutcomeBadge outcome={event.outcome} />}
            </span>
            <span className={styles.cardTime}>{formatTime(event.occurred_at, zone)}</span>
            <span className={`${styles.second ?? ''} ${styles.text ?? ''}`}>{second.filter(Boolean).join(' · ')}</span>
          </button>
        );
      })}
    </div>
  );
}
