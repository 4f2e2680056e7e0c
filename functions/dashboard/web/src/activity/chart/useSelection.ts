import { useState, type KeyboardEvent, type PointerEvent } from 'react';
import type { Bar } from '../../charts/series';
import { toTime } from '../../charts/scale';
import { barAt } from './buckets';

/** The first and last selected bar, in the order of selection. */
type Selection = { anchor: number; head: number };

type Options = {
  bars: readonly Bar[];
  from: number;
  to: number;
  /** Receives the bounds of the selection (milliseconds). */
  onSelect: (from: number, to: number) => void;
};

/** Selects a range of a chart by dragging, by clicking a bar, or with the keyboard. */
export function useSelection({ bars, from, to, onSelect }: Options) {
  const [pointed, setPointed] = useState<number | null>(null);
  const [selection, setSelection] = useState<Selection | null>(null);
  const last = bars.length - 1;

  const indexAt = (event: PointerEvent<SVGSVGElement>) => {
    const { left, width } = event.currentTarget.getBoundingClientRect();
    return barAt(bars, toTime({ from, to, width }, event.clientX - left));
  };
  const select = ({ anchor, head }: Selection) => {
    setSelection(null);
    setPointed(null);
    const [first, end] = [bars[Math.min(anchor, head)], bars[Math.max(anchor, head)]];
    if (first && end) onSelect(first.from, end.to);
  };

  return {
    pointed: pointed === null ? null : Math.min(pointed, last),
    selection,
    handlers: {
      onPointerDown(event: PointerEvent<SVGSVGElement>) {
        if (event.button !== 0 || last < 0) return;
        event.currentTarget.setPointerCapture(event.pointerId);
        const index = indexAt(event);
        setSelection({ anchor: index, head: index });
      },
      onPointerMove(event: PointerEvent<SVGSVGElement>) {
        if (last < 0) return;
        const index = indexAt(event);
        setPointed(index);
        if (selection && event.buttons !== 0) setSelection({ ...selection, head: index });
      },
      onPointerUp() {
        if (selection) select(selection);
      },
      onPointerCancel() {
        setSelection(null);
      },
      onPointerLeave() {
        setPointed(null);
      },
      onBlur() {
        setPointed(null);
        setSelection(null);
      },
      onKeyDown(event: KeyboardEvent<SVGSVGElement>) {
        const at = pointed ?? last;
        const next = moved(event.key, at, last);
        if (next !== null) {
          setPointed(next);
          setSelection(event.shiftKey ? { anchor: selection?.anchor ?? at, head: next } : null);
        } else if (event.key === 'Enter' && last >= 0) {
          select(selection ?? { anchor: at, head: at });
        } else if (event.key === 'Escape' && selection) {
          setSelection(null);
        } else {
          return;
        }
        event.preventDefault();
      },
    },
  };
}

function moved(key: string, at: number, last: number): number | null {
  if (last < 0) return null;
  const steps: Record<string, number> = {
    ArrowLeft: at - 1,
    ArrowDown: at - 1,
    ArrowRight: at + 1,
    ArrowUp: at + 1,
    PageDown: at - 10,
    PageUp: at + 10,
    Home: 0,
    End: last,
  };
  const next = steps[key];
  return next === undefined ? null : Math.min(last, Math.max(0, next));
}
