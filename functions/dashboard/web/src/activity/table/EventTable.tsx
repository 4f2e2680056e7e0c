import { useRef, useState, type KeyboardEvent, type MouseEvent } from 'react';
import { useCatalog } from '../../api/catalog';
import type { Event } from '../../api/types';
import { formatTime } from '../../time/format';
import { zoneLabel } from '../../time/zone';
import { include } from '../../view/filters';
import { around } from '../../view/range';
import type { ChangeView } from '../../view/useView';
import type { View } from '../../view/view';
import type { RowMarks } from './marks';
import { facetAt, nearestCell, nextCell, CELLS, type Cell } from './cells';
import { EventRow } from './EventRow';
import { OrderButton } from './OrderButton';
import styles from './table.module.css';
import type { Rows } from './useRows';
import { ValueMenu, type MenuAt } from './ValueMenu';

const PAGE_STEP = 10;

type Props = {
  rows: Rows;
  rowHeight: number;
  events: readonly Event[];
  hasMore: boolean;
  view: View;
  zone: string;
  withUser: boolean;
  withDetails: boolean;
  isStale: boolean;
  marks: RowMarks | undefined;
  entry: { row: number; cell: Cell };
  onEntry: (entry: { row: number; cell: Cell }) => void;
  onView: ChangeView;
  onOpen: (event: Event) => void;
};

/** The events as a grid: one tab stop, arrow keys inside, and a button for every value. */
export function EventTable(props: Props) {
  const { rows, rowHeight, events, hasMore, view, zone, withUser, withDetails, isStale, marks, entry, onEntry, onView, onOpen } = props;
  const { hold, items, height, show } = rows;
  const { data: catalog } = useCatalog();
  const grid = useRef<HTMLDivElement>(null);
  const [menu, setMenu] = useState<MenuAt | null>(null);

  const act = (event: Event, cell: Cell) => {
    if (cell === 'details') onOpen(event);
    else if (cell === 'time') onView({ range: around(event.occurred_at) });
    else {
      const facet = facetAt(event, cell);
      if (facet) onView(include(view, facet));
    }
  };
  const onClick = (click: MouseEvent) => {
    const found = find(click.target, events);
    if (!found) return;
    if (found.menu) setMenu({ event: found.event, cell: found.menu, element: cellElement(found.row, found.menu) ?? found.row });
    else if (found.cell) act(found.event, found.cell);
    // Selecting text must not open the event.
    else if (getSelection()?.isCollapsed !== false) onOpen(found.event);
  };
  const go = (row: number, cell: Cell) => {
    const event = events[row];
    if (!event) return;
    const there = nearestCell(event, cell, withUser);
    onEntry({ row, cell: there });
    show(row);
    const focus = () => {
      const element = grid.current?.querySelector<HTMLElement>(`[data-index="${row}"]`);
      const value = element && cellElement(element, there);
      value?.focus({ preventScroll: true });
      return value !== null && value !== undefined;
    };
    // Immediately, so that the next key starts from there. A distant row renders later.
    if (!focus()) requestAnimationFrame(focus);
  };
  const onKeyDown = (key: KeyboardEvent) => {
    const found = find(key.target, events);
    if (!found?.cell) return;
    const { event, index, cell, row } = found;
    if ((key.key === 'ArrowDown' && key.altKey) || key.key === 'ContextMenu' || (key.key === 'F10' && key.shiftKey)) {
      // After this key event, which would close the menu.
      const at = { event, cell, element: cellElement(row, cell) ?? row };
      if (facetAt(event, cell) || cell === 'time') setTimeout(() => { setMenu(at); });
    } else if (key.key === 'ArrowLeft' || key.key === 'ArrowRight') {
      go(index, nextCell(event, cell, key.key === 'ArrowRight' ? 1 : -1, withUser));
    } else {
      const to = rowAfter(key.key, index, events.length);
      if (to === null) return;
      go(to, cell);
    }
    key.preventDefault();
  };
  const dayOf = ({ occurred_at }: Event) => formatTime(occurred_at, zone).slice(0, -9);
  const openId = view.event && `${view.event.source}/${view.event.id}`;
  return (
    <>
      {/* Events of its buttons bubble up to here: one listener instead of hundreds. */}
      {/* eslint-disable-next-line jsx-a11y-x/interactive-supports-focus */}
      <div
        ref={grid}
        role="grid"
        className={styles.grid}
        data-own={!withUser || undefined}
        data-hidden={!withDetails || undefined}
        aria-label="Events"
        aria-rowcount={hasMore ? -1 : events.length + 1}
        aria-busy={isStale}
        onClick={onClick}
        onKeyDown={onKeyDown}
        onFocus={(focus) => {
          const found = find(focus.target, events);
          if (found?.cell) onEntry({ row: found.index, cell: found.cell });
        }}
      >
        <Head {...{ view, zone, withUser, withDetails, onView }} isByArrival={marks !== undefined} />
        <div role="rowgroup" ref={hold} className={styles.body} data-stale={isStale || undefined} style={{ height }}>
          {items.map(({ index, start }) => {
            const event = events[index];
            if (!event) return null;
            const name = `${event.source}/${event.id}`;
            const before = events[index - 1];
            return (
              <EventRow
                key={name}
                event={event}
                index={index}
                top={start}
                height={rowHeight}
                zone={zone}
                catalog={catalog}
                withUser={withUser}
                withDetails={withDetails}
                isOpen={name === openId}
                isNew={marks?.fresh.has(name) ?? false}
                isLate={marks?.late.has(name) ?? false}
                startsDay={before !== undefined && dayOf(before) !== dayOf(event)}
                entry={index === Math.min(entry.row, events.length - 1) ? nearestCell(event, entry.cell, withUser) : null}
              />
            );
          })}
        </div>
      </div>
      {menu && (
        <ValueMenu
          at={menu}
          filters={view}
          zone={zone}
          onView={onView}
          onClose={() => {
            setMenu(null);
          }}
        />
      )}
    </>
  );
}

type HeadProps = Pick<Props, 'view' | 'zone' | 'withUser' | 'withDetails' | 'onView'> & { isByArrival: boolean };

function Head({ view, zone, withUser, withDetails, onView, isByArrival }: HeadProps) {
  const newestFirst = view.order === 'desc';
  const texts = [withUser && 'User', 'Event · Source', 'Device', withDetails && 'IP · ISP', withDetails && 'Location'];
  return (
    <div role="rowgroup" className={styles.head}>
      <div role="row" aria-rowindex={1} style={{ display: 'contents' }}>
        {isByArrival ? (
          <div role="columnheader" className={styles.headCell}>
            Time ({zoneLabel(zone)})
          </div>
        ) : (
          <div role="columnheader" className={styles.headCell} aria-sort={newestFirst ? 'descending' : 'ascending'}>
            <OrderButton order={view.order} zone={zone} onView={onView} />
          </div>
        )}
        {texts.map(
          (text) =>
            text && (
              <div key={text} role="columnheader" className={styles.headCell}>
                {text}
              </div>
            ),
        )}
        <div role="columnheader" className={styles.headCell}>
          <span className="visually-hidden">Details</span>
        </div>
      </div>
    </div>
  );
}

type Found = { row: HTMLElement; index: number; event: Event; cell: Cell | null; menu: Cell | null };

/** Returns the row, and the value in it, that something happened at. */
function find(target: EventTarget, events: readonly Event[]): Found | null {
  if (!(target instanceof Element)) return null;
  const row = target.closest<HTMLElement>('[data-index]');
  const index = Number(row?.dataset.index);
  const event = events[index];
  if (!row || !event) return null;
  const read = (name: 'cell' | 'menu') => {
    const text = target.closest<HTMLElement>(`[data-${name}]`)?.dataset[name];
    return CELLS.find((cell) => cell === text) ?? null;
  };
  return { row, index, event, cell: read('cell'), menu: read('menu') };
}

function cellElement(row: HTMLElement, cell: Cell): HTMLElement | null {
  return row.querySelector<HTMLElement>(`[data-cell="${cell}"]`);
}

function rowAfter(key: string, row: number, count: number): number | null {
  const last = count - 1;
  switch (key) {
    case 'ArrowDown':
      return Math.min(last, row + 1);
    case 'ArrowUp':
      return Math.max(0, row - 1);
    case 'PageDown':
      return Math.min(last, row + PAGE_STEP);
    case 'PageUp':
      return Math.max(0, row - PAGE_STEP);
    case 'Home':
      return 0;
    case 'End':
      return last;
    default:
      return null;
  }
}
