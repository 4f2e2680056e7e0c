import { useMediaQuery } from '@mantine/hooks';
import { useState, type ReactNode } from 'react';
import type { Event } from '../../api/types';
import type { ChangeView } from '../../view/useView';
import type { View } from '../../view/view';
import type { Cell } from './cells';
import { EventCards } from './EventCards';
import { EventTable } from './EventTable';
import type { RowMarks } from './marks';
import styles from './table.module.css';
import { useRows } from './useRows';

// Two lines of 24 px, the minimum target size of WCAG 2.2.
const ROW_HEIGHT = 50;
const CARD_HEIGHT = 50;
const LARGE_SCREEN_SCALE = 1.1875;

type Props = {
  events: Event[];
  hasMore: boolean;
  isStale: boolean;
  view: View;
  zone: string;
  withUser: boolean;
  withDetails: boolean;
  isNarrow: boolean;
  /** Marks of rows in order of arrival. Without them, the rows are in order of time. */
  marks?: RowMarks;
  /** Called when the last row is near. */
  onNearEnd: () => void;
  onView: ChangeView;
  /** The text below the last row. */
  end: ReactNode;
};

/** The events as a table, or as cards on narrow screens. */
export function EventRows({ events, hasMore, isStale, view, zone, withUser, withDetails, isNarrow, marks, onNearEnd, onView, end }: Props) {
  const [entry, setEntry] = useState<{ row: number; cell: Cell }>({ row: 0, cell: 'time' });
  // As in app.css: large screens are viewed from further away.
  const scale = useMediaQuery('(min-width: 140em)', false, { getInitialValueInEffect: false }) ? LARGE_SCREEN_SCALE : 1;
  const rowHeight = Math.round((isNarrow ? CARD_HEIGHT : ROW_HEIGHT) * scale);
  const rows = useRows({ count: events.length, rowHeight, keep: isNarrow ? -1 : entry.row, onNearEnd });
  const onOpen = ({ source, id }: Event) => {
    onView({ event: { source, id } }, view.event !== null);
  };
  return (
    <div>
      {isNarrow ? (
        <EventCards
          {...{ rows, events, view, zone, withUser, isStale, marks, onView, onOpen }}
          openId={view.event && `${view.event.source}/${view.event.id}`}
        />
      ) : (
        <EventTable
          {...{ rows, rowHeight, events, hasMore, view, zone, withUser, withDetails, isStale, marks, entry, onView, onOpen }}
          onEntry={setEntry}
        />
      )}
      <div className={styles.end} role="status">
        {end}
      </div>
    </div>
  );
}
