import type { KeyboardEvent, MouseEvent, Ref } from 'react';
import { useId } from 'react';
import { useCatalog } from '../../api/catalog';
import { useMe } from '../../api/me';
import type { Event } from '../../api/types';
import { formatWeekday } from '../../time/format';
import type { ChangeView } from '../../view/useView';
import type { View } from '../../view/view';
import type { Density } from './density';
import { domainOf } from './emailParts';
import { EventRow } from './EventRow';
import { isMenuKey, moveOf } from './gridKeys';
import type { RowMarks } from './marks';
import { cellElement, nextElement, rowTarget } from './rowElements';
import styles from './table.module.css';
import { TableHead } from './TableHead';
import type { Rows } from './useRows';
import type { Cell } from './values';
import type { MenuAt } from './ValueMenu';

export type ListProps = {
  ref: Ref<HTMLDivElement>;
  rows: Rows;
  events: readonly Event[];
  hasMore: boolean;
  view: View;
  zone: string;
  withUser: boolean;
  withDetails: boolean;
  isStale: boolean;
  marks: RowMarks | undefined;
  density: Density;
  /** The row that Tab focuses. */
  entry: number;
  onEntry: (row: number) => void;
  /** Moves the focus to a row, or to its value in a cell. */
  onGo: (row: number, cell: Cell | null) => void;
  /** Does what a click on a value does. */
  onValue: (at: MenuAt & { cell: Cell }) => void;
  onMenu: (at: MenuAt) => void;
  onOpen: (event: Event) => void;
  onDensity: (density: Density) => void;
  onHelp: () => void;
  onView: ChangeView;
};

/** The events as a grid: one tab stop, arrow keys inside, and a button for every value. */
export function EventTable(props: ListProps) {
  const { ref, rows, events, hasMore, view, zone, withUser, withDetails, isStale, marks, density, entry } = props;
  const { hold, placed, count, height, day } = rows;
  const { data: catalog } = useCatalog();
  const helpId = useId();
  const ownDomain = domainOf(useMe().user.email);
  const openId = view.event && `${view.event.source}/${view.event.id}`;

  const onClick = (click: MouseEvent) => {
    const found = rowTarget(click.target);
    const event = found && events[found.index];
    if (!event) return;
    const { row, cell, menu } = found;
    if (menu) props.onMenu({ event, cell: menu, element: cellElement(row, menu) ?? row });
    else if (cell === 'details') props.onOpen(event);
    else if (cell) props.onValue({ event, cell, element: cellElement(row, cell) ?? row });
    // Selecting text must not open the event.
    else if (getSelection()?.isCollapsed !== false) props.onOpen(event);
  };
  const onKeyDown = (key: KeyboardEvent) => {
    const found = rowTarget(key.target);
    const event = found && events[found.index];
    if (!event || key.ctrlKey || key.metaKey) return;
    const { row, index, cell } = found;
    if (isMenuKey(key)) {
      // After this key event, which would close the menu.
      setTimeout(() => { props.onMenu({ event, cell: cell ?? 'row', element: cellElement(row, cell) ?? row }); });
    } else if (cell === null && (key.key === 'Enter' || key.key === ' ')) {
      props.onOpen(event);
    } else {
      const move = moveOf(key.key, index, events.length);
      if (!move) return;
      if (move.kind === 'cell') nextElement(row, cell, move.step).focus({ preventScroll: true });
      else props.onGo(move.row, cell);
    }
    key.preventDefault();
  };
  return (
    <>
      <p id={helpId} hidden>
        Arrow keys move between rows and values. Enter on a row opens its details, and on a value filters by it. F opens the menu of the value.
      </p>
      {/* Events of its rows bubble up to here: one listener instead of hundreds. */}
      {/* eslint-disable-next-line jsx-a11y-x/interactive-supports-focus */}
      <div
        ref={ref}
        role="grid"
        className={styles.grid}
        data-density={density}
        data-own={!withUser || undefined}
        data-hidden={!withDetails || undefined}
        aria-label="Events"
        aria-describedby={helpId}
        aria-rowcount={hasMore ? -1 : count + 1}
        aria-busy={isStale}
        onClick={onClick}
        onKeyDown={onKeyDown}
        onFocus={(focus) => {
          const found = rowTarget(focus.target);
          if (found) props.onEntry(found.index);
        }}
      >
        <TableHead {...props} isByArrival={marks !== undefined} />
        <div role="rowgroup" ref={hold} className={styles.body} data-stale={isStale || undefined} style={{ height }}>
          <div className={styles.stickyDay} data-sticky aria-hidden="true">
            {day}
          </div>
          {placed.map(({ item, position, top, height }) => {
            if (item.kind === 'day') return <DayRow key={`day ${position}`} {...{ time: item.time, zone, position, top, height }} />;
            const event = events[item.index];
            if (!event) return null;
            const name = `${event.source}/${event.id}`;
            return (
              <EventRow
                key={name}
                {...{ event, top, height, zone, catalog, withUser, withDetails, ownDomain }}
                index={item.index}
                position={position + 2}
                isOpen={name === openId}
                isNew={marks?.fresh.has(name) ?? false}
                isLate={marks?.late.has(name) ?? false}
                isEntry={item.index === Math.min(entry, events.length - 1)}
              />
            );
          })}
        </div>
      </div>
    </>
  );
}

type DayProps = { time: number; zone: string; position: number; top: number; height: number };

function DayRow({ time, zone, position, top, height }: DayProps) {
  return (
    <div role="row" className={styles.day} aria-rowindex={position + 2} style={{ height, transform: `translateY(${top}px)` }}>
      <div role="gridcell">{formatWeekday(time, zone)}</div>
    </div>
  );
}
