import { defaultRangeExtractor, useVirtualizer, type VirtualItem } from '@tanstack/react-virtual';
import { useCallback, useLayoutEffect, useState } from 'react';
import { usePrinting } from './usePrinting';

export type Rows = {
  /** Belongs on what holds the rows, as its ref. */
  hold: (holder: HTMLDivElement | null) => void;
  /** Those that are near what can be seen, placed from the top of their holder. */
  items: Pick<VirtualItem, 'index' | 'start' | 'size'>[];
  height: number;
  show: (index: number) => void;
};

type Options = {
  count: number;
  rowHeight: number;
  /** A row that stays although it is out of sight: the keyboard is in it. */
  keep: number;
  /** Called when the reader comes near the last row. */
  onNearEnd: () => void;
};

// Rows beyond the edge that are there already, and rows before the end at which more are asked for.
const OVERSCAN = 12;
const NEAR_END = 40;

/** The rows to draw of a list that scrolls with the page. All are of one height, so that nothing ever jumps. */
export function useRows({ count, rowHeight, keep, onNearEnd }: Options): Rows {
  const [holder, hold] = useState<HTMLDivElement | null>(null);
  const offset = useOffset(holder);
  const isPrinting = usePrinting();
  const virtualizer = useVirtualizer({
    count,
    getScrollElement: () => document.getElementById('main'),
    estimateSize: () => rowHeight,
    overscan: OVERSCAN,
    scrollMargin: offset,
    // Below the heading of the table, which stays on top.
    scrollPaddingStart: 40,
    scrollPaddingEnd: 8,
    rangeExtractor: (range) => {
      const indexes = defaultRangeExtractor(range);
      return keep >= 0 && keep < count && !indexes.includes(keep) ? [...indexes, keep].sort((a, b) => a - b) : indexes;
    },
  });
  useLayoutEffect(() => {
    virtualizer.measure();
  }, [virtualizer, rowHeight]);
  const items = virtualizer.getVirtualItems();
  const last = items.findLast(({ index }) => index !== keep)?.index ?? 0;
  useLayoutEffect(() => {
    if (count > 0 && last >= count - NEAR_END) onNearEnd();
  }, [count, last, onNearEnd]);
  return {
    hold,
    // On paper all rows that are loaded, as nobody can scroll there.
    items: isPrinting
      ? Array.from({ length: count }, (_, index) => ({ index, start: index * rowHeight, size: rowHeight }))
      : items.map(({ index, start, size }) => ({ index, start: start - offset, size })),
    height: virtualizer.getTotalSize(),
    show: useCallback(
      (index) => {
        virtualizer.scrollToIndex(index, { align: 'auto' });
      },
      [virtualizer],
    ),
  };
}

/** How far below the top of the scrolling page an element begins; what is above it changes its height. */
function useOffset(holder: HTMLDivElement | null): number {
  const [offset, setOffset] = useState(0);
  useLayoutEffect(() => {
    const scroller = document.getElementById('main');
    if (!scroller || !holder) return;
    const measure = () => {
      const top = holder.getBoundingClientRect().top - scroller.getBoundingClientRect().top;
      setOffset(Math.round(top + scroller.scrollTop));
    };
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(scroller);
    for (const part of holder.closest('[data-page]')?.children ?? []) observer.observe(part);
    return () => {
      observer.disconnect();
    };
  }, [holder]);
  return offset;
}
