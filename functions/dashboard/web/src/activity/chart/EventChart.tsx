import { max } from 'd3-array';
import { scaleLinear } from 'd3-scale';
import { curveStepAfter, line } from 'd3-shape';
import { useId } from 'react';
import { clipBands, type Band } from '../../charts/bands';
import { Gaps } from '../../charts/Gaps';
import { Hatch } from '../../charts/Hatch';
import { ticksOf, toX } from '../../charts/scale';
import type { Bar, Series } from '../../charts/series';
import { formatCount, formatTick } from '../../time/format';
import { axisTop } from './buckets';
import styles from './chart.module.css';
import { barText } from './readout';
import type { useSelection } from './useSelection';

const HEIGHT = 92;
const TOP = 16;
const BASE = HEIGHT - 20;
/** A shorter bar is invisible. */
const MIN_HEIGHT = 1;

type Props = {
  width: number;
  series: Series;
  bars: readonly Bar[];
  /** The bars of the time before, moved onto the time of the series. */
  before: readonly Bar[];
  bands: readonly Band[];
  zone: string;
  isStale: boolean;
  selecting: ReturnType<typeof useSelection>;
};

/** A bar chart of events and failures over time, with the periods that explain missing events. */
export function EventChart({ width, series, bars, before, bands, zone, isStale, selecting }: Props) {
  const hatch = useId();
  const scale = { from: Date.parse(series.from), to: Date.parse(series.to), width };
  const most = axisTop(max([...bars, ...before], ({ total }) => total) ?? 0);
  const y = scaleLinear().domain([0, most]).range([BASE, TOP]);
  const { step, times } = ticksOf(scale, zone, 76);
  const counted = series.counted_from ? toX(scale, Date.parse(series.counted_from)) : 0;
  const { pointed, selection, handlers } = selecting;
  const at = pointed ?? bars.length - 1;
  const edges = selection && [bars[Math.min(selection.anchor, selection.head)], bars[Math.max(selection.anchor, selection.head)]];
  const isFewer = (count: number) => count > 0 && BASE - y(count) < MIN_HEIGHT;
  return (
    <svg
      className={styles.chart}
      viewBox={`0 0 ${width} ${HEIGHT}`}
      data-stale={isStale || undefined}
      role="slider"
      tabIndex={0}
      aria-label="Events over time. Use the arrow keys to move, Shift with arrow keys to select, Enter to zoom in."
      aria-valuemin={0}
      aria-valuemax={Math.max(0, bars.length - 1)}
      aria-valuenow={Math.max(0, at)}
      aria-valuetext={barText(bars[at], before[at], zone)}
      {...handlers}
    >
      <Hatch id={hatch} />
      {!series.complete && <rect className={styles.uncounted} y={TOP} width={counted} height={BASE - TOP} />}
      {times.map((time) => (
        <g key={time}>
          <line className={styles.tick} x1={toX(scale, time)} x2={toX(scale, time)} y1={BASE} y2={BASE + 4} />
          <text className={styles.axis} x={toX(scale, time) + 3} y={HEIGHT - 3}>
            {toX(scale, time) < width - 48 ? formatTick(time, zone, step) : ''}
          </text>
        </g>
      ))}
      {bars.map((bar, index) => {
        const [left, right] = [toX(scale, bar.from), toX(scale, bar.to)];
        const column = { x: left, width: Math.max(0.5, right - left - (right - left > 4 ? 1 : 0)) };
        const top = Math.min(y(bar.total), BASE - MIN_HEIGHT);
        return (
          <g key={bar.from} data-bucket={index}>
            {bar.total > 0 && <rect className={styles.bar} {...column} y={top} height={BASE - top} />}
            {/* Red beside blue is hard to distinguish, so a line separates them. */}
            {bar.failures > 0 && !isFewer(bar.failures) && (
              <>
                <rect className={styles.between} {...column} y={y(bar.failures) - 1} height={1} />
                <rect className={styles.failures} {...column} y={y(bar.failures)} height={BASE - y(bar.failures)} />
              </>
            )}
            {/* Too few for a true height. A mark below the bar says that there are some, and not how many. */}
            {isFewer(bar.failures) && <circle className={styles.failures} data-mark="few-failures" cx={(left + right) / 2} cy={BASE + 3} r={1.75} />}
          </g>
        );
      })}
      <Before bars={before} scale={scale} y={y} />
      <line className={styles.baseline} x2={width} y1={BASE} y2={BASE} />
      {/* Above the bars, so that they don't hide a short gap. */}
      <Gaps bands={clipBands(bands, scale.from, scale.to)} scale={scale} top={TOP} base={BASE} hatch={hatch} />
      {pointed !== null && !selection && bars[pointed] && <Pointer x={(toX(scale, bars[pointed].from) + toX(scale, bars[pointed].to)) / 2} />}
      <text className={styles.axis} y={10}>
        {most > 5 || bars.some(({ total }) => total > 0) ? formatCount(most) : ''}
      </text>
      {edges?.[0] && edges[1] && (
        <rect
          className={styles.selection}
          x={toX(scale, edges[0].from)}
          y={TOP - 2}
          width={toX(scale, edges[1].to) - toX(scale, edges[0].from)}
          height={BASE - TOP + 2}
        />
      )}
    </svg>
  );
}

type BeforeProps = { bars: readonly Bar[]; scale: Parameters<typeof toX>[0]; y: (count: number) => number };

/** The time before, as a gray line: bars behind bars would hide each other. */
function Before({ bars, scale, y }: BeforeProps) {
  const last = bars.at(-1);
  if (!last) return null;
  const points = bars.map(({ from, total }): [number, number] => [Math.max(0, toX(scale, from)), y(total)]);
  const path = line().curve(curveStepAfter)([...points, [Math.min(scale.width, toX(scale, last.to)), y(last.total)]]);
  return path && <path className={styles.before} d={path} />;
}

/** Marks the bar under the pointer. It must not look like a bar. */
function Pointer({ x }: { x: number }) {
  return <path className={styles.pointer} d={`M${x - 4} ${TOP - 6}h8l-4 5zM${x} ${TOP}V${BASE}`} />;
}
