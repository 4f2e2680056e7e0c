import { useElementSize } from '@mantine/hooks';
import { useId } from 'react';
import type { Summary } from '../../api/types';
import { formatCount, formatTick } from '../../time/format';
import { clipBands, type Band } from '../../charts/bands';
import { BandShapes } from './BandShapes';
import { axisTop, edgeOf } from './buckets';
import styles from './Histogram.module.css';
import { bucketText } from './readout';
import { ticksOf, toX } from '../../charts/scale';
import type { useSelection } from './useSelection';

const HEIGHT = 88;
const TOP = 16;
const BASE = HEIGHT - 16;

type Props = {
  histogram: Summary;
  bands: readonly Band[];
  zone: string;
  isStale: boolean;
  selecting: ReturnType<typeof useSelection>;
};

/** A bar chart of events and failures over time, with the periods that explain missing events. */
export function HistogramChart({ histogram, bands, zone, isStale, selecting }: Props) {
  const { ref, width } = useElementSize();
  const hatch = useId();
  const scale = { from: Date.parse(histogram.from), to: Date.parse(histogram.to), width };
  const most = axisTop(Math.max(...histogram.buckets.map(({ total }) => total)));
  const { step, times } = ticksOf(scale, zone, 76);
  const counted = histogram.counted_from ? toX(scale, Date.parse(histogram.counted_from)) : 0;
  const { pointed, selection, handlers } = selecting;
  const shown = clipBands(bands, scale.from, scale.to);
  const shapes = { scale, top: TOP, base: BASE, hatch };
  const at = pointed ?? histogram.buckets.length - 1;
  const edge = (bucket: number) => toX(scale, edgeOf(histogram, bucket));

  return (
    <div className={styles.wrap} ref={ref}>
      {width > 0 && (
        <svg
          className={styles.chart}
          viewBox={`0 0 ${width} ${HEIGHT}`}
          data-stale={isStale || undefined}
          role="slider"
          tabIndex={0}
          aria-label="Events over time. Use the arrow keys to move, Shift with arrow keys to select, Enter to zoom in."
          aria-valuemin={0}
          aria-valuemax={Math.max(0, histogram.buckets.length - 1)}
          aria-valuenow={Math.max(0, at)}
          aria-valuetext={bucketText(histogram, at, zone)}
          {...handlers}
        >
          <defs>
            <pattern id={hatch} width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
              <rect width="6" height="6" className={styles.off} />
              <line y2="6" className={styles.hatch} />
            </pattern>
          </defs>
          <BandShapes {...shapes} bands={shown.filter(({ kind }) => kind !== 'off')} />
          {!histogram.complete && <rect className={styles.uncounted} y={TOP} width={counted} height={BASE - TOP} />}
          {times.map((time) => (
            <g key={time}>
              <line className={styles.tick} x1={toX(scale, time)} x2={toX(scale, time)} y1={BASE} y2={BASE + 4} />
              <text className={styles.axis} x={toX(scale, time) + 3} y={HEIGHT - 3}>
                {toX(scale, time) < width - 48 ? formatTick(time, zone, step) : ''}
              </text>
            </g>
          ))}
          {histogram.buckets.map(({ start, total, failures }, index) => {
            const [left, right] = [edge(index), edge(index + 1)];
            const barWidth = Math.max(0.5, right - left - (right - left > 4 ? 1 : 0));
            const heightOf = (count: number) => (count === 0 ? 0 : Math.max(1.5, (count / most) * (BASE - TOP)));
            return (
              <g key={start} className={styles.bucket} data-bucket={index}>
                <rect className={styles.bar} x={left} y={BASE - heightOf(total)} width={barWidth} height={heightOf(total)} />
                {/* Red beside blue is hard to distinguish, so a line separates them. */}
                {failures > 0 && <rect className={styles.between} x={left} y={BASE - heightOf(failures) - 1} width={barWidth} height={1} />}
                <rect className={styles.failures} x={left} y={BASE - heightOf(failures)} width={barWidth} height={heightOf(failures)} />
              </g>
            );
          })}
          {/* Above the bars, so that they don't hide a short gap. */}
          <BandShapes {...shapes} bands={shown.filter(({ kind }) => kind === 'off')} />
          {pointed !== null && !selection && <Pointer x={(edge(pointed) + edge(pointed + 1)) / 2} />}
          <line className={styles.baseline} x2={width} y1={BASE} y2={BASE} />
          <text className={styles.axis} y={10}>
            {histogram.total > 0 && formatCount(most)}
          </text>
          {selection && (
            <rect
              className={styles.selection}
              x={edge(Math.min(selection.anchor, selection.head))}
              y={TOP - 2}
              width={edge(Math.max(selection.anchor, selection.head) + 1) - edge(Math.min(selection.anchor, selection.head))}
              height={BASE - TOP + 2}
            />
          )}
        </svg>
      )}
    </div>
  );
}

/** Marks the bucket under the pointer. It must not look like a bar. */
function Pointer({ x }: { x: number }) {
  return <path className={styles.pointer} d={`M${x - 4} ${TOP - 6}h8l-4 5zM${x} ${TOP}V${BASE}`} />;
}
