import { useMediaQuery } from '@mantine/hooks';
import { useEffect, useEffectEvent, useRef, useState, type ReactNode } from 'react';
import { useCatalog } from '../../api/catalog';
import type { Event } from '../../api/types';
import { include } from '../../view/filters';
import type { Bounds } from '../../view/range';
import type { ChangeView } from '../../view/useView';
import type { View } from '../../view/view';
import { useShortcuts } from '../keys/useShortcuts';
import { useDensity } from './density';
import { EventCards } from './EventCards';
import { EventTable } from './EventTable';
import type { RowMarks } from './marks';
import { PrintHeader } from './PrintHeader';
import { cellElement, firstVisible, rowElement, rowTarget } from './rowElements';
import { openIndex } from './steps';
import styles from './table.module.css';
import { useRows } from './useRows';
import { isSelected, valuesAt, type Cell } from './values';
import { ValueMenu, type MenuAt } from './ValueMenu';

// Targets of 24 px, the minimum of WCAG 2.2: one or two in a row, three in a card.
const ROW_HEIGHT = { compact: 30, comfortable: 50 };
const CARD_HEIGHT = 84;
const DAY_HEIGHT = 26;
const HEAD_HEIGHT = 31;
const LARGE_SCREEN_SCALE = 1.1875;

type Props = {
  events: Event[];
  hasMore: boolean;
  isStale: boolean;
  view: View;
  /** The time that the events are from. */
  bounds: Bounds;
  zone: string;
  withUser: boolean;
  withDetails: boolean;
  isNarrow: boolean;
  /** Marks of rows in order of arrival. Without them, the rows are in order of time. */
  marks?: RowMarks;
  /** Called when the last row is near. */
  onNearEnd: () => void;
  onHelp: () => void;
  onView: ChangeView;
  /** The text below the last row. */
  end: ReactNode;
};

/** The events as a table, or as cards on narrow screens. */
export function EventRows(props: Props) {
  const { events, hasMore, isStale, view, bounds, zone, withUser, withDetails, isNarrow, marks, onNearEnd, onHelp, onView, end } = props;
  const { data: catalog } = useCatalog();
  const [entry, setEntry] = useState(0);
  const [menu, setMenu] = useState<MenuAt | null>(null);
  const [density, setDensity] = useDensity();
  const list = useRef<HTMLDivElement>(null);
  // As in app.css: large screens are viewed from further away.
  const scale = useMediaQuery('(min-width: 140em)', false, { getInitialValueInEffect: false }) ? LARGE_SCREEN_SCALE : 1;
  const scaled = (height: number) => Math.round(height * scale);
  const rows = useRows({
    events,
    zone,
    rowHeight: scaled(isNarrow ? CARD_HEIGHT : ROW_HEIGHT[density]),
    dayHeight: scaled(DAY_HEIGHT),
    headHeight: isNarrow ? 0 : scaled(HEAD_HEIGHT),
    keep: entry,
    onNearEnd,
  });

  const onOpen = ({ source, id }: Event) => {
    onView({ event: { source, id } }, view.event !== null);
  };
  const onValue = (at: MenuAt & { cell: Cell }) => {
    const [value, ...others] = valuesAt(at.event, at.cell, catalog);
    const facet = value?.facet;
    // Without a pointer that hovers, the menu has no other button.
    const isTouch = matchMedia('(hover: none)').matches;
    const isDirect = facet && (others.length === 0 || at.cell === 'location') && !isTouch && !isSelected(view, facet);
    if (isDirect) onView(include(view, facet));
    else if (value || at.cell === 'time') setMenu(at);
  };
  const onGo = (row: number, cell: Cell | null) => {
    if (!events[row]) return;
    setEntry(row);
    rows.show(row);
    const focus = () => {
      const element = rowElement(list.current, row);
      const target = element && (cellElement(element, cell) ?? (element.tabIndex >= -1 && element.role === 'row' ? element : element.querySelector('button')));
      target?.focus({ preventScroll: true });
      return target != null;
    };
    // Immediately, so that the next key starts from there. A distant row renders later.
    if (!focus()) requestAnimationFrame(focus);
  };

  // A row that opens by a key or a link becomes visible.
  const openName = view.event && `${view.event.source}/${view.event.id}`;
  const showOpen = useEffectEvent(() => {
    const index = openIndex(events, view.event);
    if (index >= 0) rows.show(index);
  });
  useEffect(() => {
    if (openName !== null) showOpen();
  }, [openName]);

  const focused = () => (list.current?.contains(document.activeElement) ? rowTarget(document.activeElement) : null);
  const current = () => (list.current ? firstVisible(list.current) : 0);
  const move = (step: 1 | -1) => {
    // The details have their own keys while they are open.
    if (view.event !== null) return;
    const at = focused();
    onGo(at ? at.index + step : current(), at?.cell ?? null);
  };
  useShortcuts({
    j: () => { move(1); },
    k: () => { move(-1); },
    f: () => {
      const at = focused();
      const index = at?.index ?? current();
      const event = events[index];
      const row = rowElement(list.current, index);
      if (event && row) setMenu({ event, cell: at?.cell ?? 'row', element: cellElement(row, at?.cell ?? null) ?? row });
    },
  });
  const shared = { ref: list, rows, events, hasMore, view, zone, withUser, withDetails, isStale, marks, density, entry, onValue, onOpen, onHelp, onView, onGo, onEntry: setEntry, onMenu: setMenu, onDensity: setDensity };
  return (
    <div>
      <PrintHeader {...{ view, bounds, zone, hasMore }} count={events.length} />
      {isNarrow ? <EventCards {...shared} /> : <EventTable {...shared} />}
      <div className={styles.end} role="status">
        {end}
      </div>
      {menu && <ValueMenu at={menu} {...{ view, zone, withUser, onView }} onClose={() => { setMenu(null); }} />}
    </div>
  );
}
