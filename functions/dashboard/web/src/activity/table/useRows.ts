import { defaultRangeExtractor, useVirtualizer, type VirtualItem } from '@tanstack/react-virtual';
import { useCallback, useLayoutEffect, useState } from 'react';
import { usePrinting } from './usePrinting';

export type Rows = {
  /** The ref of the element that contains the rows. */
  hold: (holder: HTMLDivElement | null) => void;
  /** The rows in or near the viewport, positioned from the top of their container. */
  items: Pick<VirtualItem, 'index' | 'start' | 'size'>[];
  height: number;
  show: (index: number) => void;
};

type Options = {
  count: number;
  rowHeight: number;
  /** A row to render even outside the viewport, because it has the keyboard focus. */
  keep: number;
  /** Called when the viewport comes near the last row. */
  onNearEnd: () => void;
};

// Rows to render outside the viewport, and rows before the end at which more are loaded.
const OVERSCAN = 12;
const NEAR_END = 40;

/** Returns the rows to render of a list that scrolls with the page. All have the same height, so that nothing jumps. */
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
    // Below the sticky table header, and the bar of live updates above it.
    scrollPaddingStart: 80,
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
    // Paper does not scroll: print all loaded rows.
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

/** Returns the offset of an element from the top of the scrolling page. Content above it can change its height. */
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
