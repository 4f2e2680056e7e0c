import { useState, type KeyboardEvent, type PointerEvent } from 'react';
import type { Summary } from '../../api/types';
import { bucketAt as bucketOf, edgeOf } from './buckets';
import { toTime } from '../../charts/scale';

/** The first and last selected bucket, in the order of selection. */
type Selection = { anchor: number; head: number };

type Options = {
  histogram: Summary;
  /** Receives the bounds of the selection (milliseconds). */
  onSelect: (from: number, to: number) => void;
};

/** Selects a range of the histogram by dragging, by clicking a bucket, or with the keyboard. */
export function useSelection({ histogram, onSelect }: Options) {
  const [pointed, setPointed] = useState<number | null>(null);
  const [selection, setSelection] = useState<Selection | null>(null);
  const last = histogram.buckets.length - 1;

  const bucketAt = (event: PointerEvent<SVGSVGElement>) => {
    const { left, width } = event.currentTarget.getBoundingClientRect();
    const scale = { from: Date.parse(histogram.from), to: Date.parse(histogram.to), width };
    return bucketOf(histogram, toTime(scale, event.clientX - left));
  };
  const select = ({ anchor, head }: Selection) => {
    setSelection(null);
    setPointed(null);
    onSelect(edgeOf(histogram, Math.min(anchor, head)), edgeOf(histogram, Math.max(anchor, head) + 1));
  };

  return {
    pointed,
    selection,
    handlers: {
      onPointerDown(event: PointerEvent<SVGSVGElement>) {
        if (event.button !== 0 || last < 0) return;
        event.currentTarget.setPointerCapture(event.pointerId);
        const bucket = bucketAt(event);
        setSelection({ anchor: bucket, head: bucket });
      },
      onPointerMove(event: PointerEvent<SVGSVGElement>) {
        if (last < 0) return;
        const bucket = bucketAt(event);
        setPointed(bucket);
        if (selection && event.buttons !== 0) setSelection({ ...selection, head: bucket });
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
  switch (key) {
    case 'ArrowLeft':
    case 'ArrowDown':
      return clamp(at - 1, last);
    case 'ArrowRight':
    case 'ArrowUp':
      return clamp(at + 1, last);
    case 'PageDown':
      return clamp(at - 10, last);
    case 'PageUp':
      return clamp(at + 10, last);
    case 'Home':
      return 0;
    case 'End':
      return last;
    default:
      return null;
  }
}

function clamp(bucket: number, last: number): number {
  return Math.min(last, Math.max(0, bucket));
}
