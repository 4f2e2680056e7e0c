import { defaultRangeExtractor, useVirtualizer } from '@tanstack/react-virtual';
import { useCallback, useLayoutEffect, useMemo, useState } from 'react';
import type { Event } from '../../api/types';
import { dayText, rowItems, type RowItem } from './rowItems';
import { usePrinting } from './usePrinting';

/** A row to render, positioned from the top of the list. `position` counts the rows of days too. */
export type PlacedRow = { item: RowItem; position: number; top: number; height: number };

export type Rows = {
  /** The ref of the element that contains the rows. */
  hold: (holder: HTMLDivElement | null) => void;
  /** The rows in or near the viewport. */
  placed: PlacedRow[];
  /** The number of rows, with those of days. */
  count: number;
  height: number;
  /** The day of the first visible event. */
  day: string;
  /** Scrolls as little as needed to show an event. */
  show: (index: number) => void;
};

type Options = {
  events: readonly Event[];
  zone: string;
  rowHeight: number;
  dayHeight: number;
  /** The height of the table's head, which covers rows. */
  headHeight: number;
  /** An event to render even outside the viewport, because it has the keyboard focus. */
  keep: number;
  /** Called when the viewport comes near the last row. */
  onNearEnd: () => void;
};

// Rows to render outside the viewport, and rows before the end at which more are loaded.
const OVERSCAN = 12;
const NEAR_END = 40;

/** Returns the rows to render of a list that scrolls with the page. Their heights are known, so that nothing jumps. */
export function useRows({ events, zone, rowHeight, dayHeight, headHeight, keep, onNearEnd }: Options): Rows {
  const [holder, hold] = useState<HTMLDivElement | null>(null);
  const { offset, covered } = useOffset(holder);
  const hidden = covered + headHeight;
  const isPrinting = usePrinting() !== null;
  const { items, positions } = useMemo(() => rowItems(events, zone), [events, zone]);
  const count = items.length;
  const kept = positions[keep];
  const heightOf = (position: number) => (items[position]?.kind === 'day' ? dayHeight : rowHeight);
  const virtualizer = useVirtualizer({
    count,
    getScrollElement: () => document.getElementById('main'),
    estimateSize: heightOf,
    overscan: OVERSCAN,
    scrollMargin: offset,
    // Below the sticky head, the day, and the bar of live updates.
    scrollPaddingStart: hidden + dayHeight + 40,
    scrollPaddingEnd: 8,
    rangeExtractor: (range) => {
      const indexes = defaultRangeExtractor(range);
      return kept !== undefined && !indexes.includes(kept) ? [...indexes, kept].sort((a, b) => a - b) : indexes;
    },
  });
  // Days in between move the rows after them.
  useLayoutEffect(() => {
    virtualizer.measure();
  }, [virtualizer, items, rowHeight, dayHeight]);
  const shown = virtualizer.getVirtualItems();
  const last = shown.findLast(({ index }) => index !== kept)?.index ?? 0;
  useLayoutEffect(() => {
    if (last >= count - NEAR_END) onNearEnd();
  }, [count, last, onNearEnd]);
  const first = virtualizer.getVirtualItemForOffset((virtualizer.scrollOffset ?? 0) + hidden + 1)?.index ?? 0;
  const place = (position: number, start: number, size: number): PlacedRow[] => {
    const item = items[position];
    return item ? [{ item, position, top: start - offset, height: size }] : [];
  };
  return {
    hold,
    // Paper does not scroll: print all loaded rows.
    placed: isPrinting
      ? items.flatMap((_, position) => place(position, 0, heightOf(position)))
      : shown.flatMap(({ index, start, size }) => place(index, start, size)),
    count,
    height: virtualizer.getTotalSize(),
    day: dayText(items, first, zone),
    show: useCallback(
      (index) => {
        const position = positions[index];
        if (position !== undefined) virtualizer.scrollToIndex(position, { align: 'auto' });
      },
      [virtualizer, positions],
    ),
  };
}

/**
 * Returns the offset of an element from the top of the scrolling page, and how much of the page its tools cover.
 * Content above it can change its height.
 */
function useOffset(holder: HTMLDivElement | null): { offset: number; covered: number } {
  const [offset, setOffset] = useState(0);
  const [covered, setCovered] = useState(0);
  useLayoutEffect(() => {
    const scroller = document.getElementById('main');
    if (!scroller || !holder) return;
    const measure = () => {
      const top = holder.getBoundingClientRect().top - scroller.getBoundingClientRect().top;
      setOffset(Math.round(top + scroller.scrollTop));
      setCovered(Number.parseFloat(getComputedStyle(holder).getPropertyValue('--tools-height')) || 0);
    };
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(scroller);
    for (const part of holder.closest('[data-page]')?.children ?? []) observer.observe(part);
    return () => {
      observer.disconnect();
    };
  }, [holder]);
  return { offset, covered };
}
