import { useElementSize } from '@mantine/hooks';
import { max } from 'd3-array';
import { scaleLinear } from 'd3-scale';
import { curveStepAfter, line } from 'd3-shape';
import { useId } from 'react';
import { clipBands, type Band } from './bands';
import styles from './charts.module.css';
import { Gaps } from './Gaps';
import { Hatch } from './Hatch';
import { toX } from './scale';
import { barsOf, seriesText, type Series } from './series';

const HEIGHT = 44;
const TOP = 3;

type Props = {
  series: Series;
  /** The time before, drawn behind as a gray line. */
  previous?: Series | undefined;
  bands: readonly Band[];
  zone: string;
  label: string;
  /** Whether every event of the series failed or was blocked. */
  isFailures?: boolean;
};

/** A small bar chart without axes, beside the number that it explains. */
export function Sparkline({ series, previous, bands, zone, label, isFailures = false }: Props) {
  const { ref, width } = useElementSize();
  const hatch = useId();
  const scale = { from: Date.parse(series.from), to: Date.parse(series.to), width };
  const bars = barsOf(series);
  // Move the time before onto the time of the bars.
  const shift = previous ? scale.from - Date.parse(previous.from) : 0;
  const before = previous ? barsOf(previous).map((bar) => ({ ...bar, from: bar.from + shift, to: bar.to + shift })) : [];
  const y = scaleLinear()
    .domain([0, Math.max(1, max([...bars, ...before], ({ total }) => total) ?? 0)])
    .range([HEIGHT, TOP]);
  const points = before.map(({ from, total }): [number, number] => [toX(scale, from), y(total)]);
  const last = before.at(-1);
  const path = last ? line().curve(curveStepAfter)([...points, [Math.min(width, toX(scale, last.to)), y(last.total)]]) : null;
  const counted = series.complete || !series.counted_from ? 0 : toX(scale, Date.parse(series.counted_from));
  return (
    <div className={styles.spark} ref={ref}>
      {width > 0 && (
        <svg viewBox={`0 0 ${width} ${HEIGHT}`} role="img" aria-label={`${label}. ${seriesText(series, zone)}`}>
          <Hatch id={hatch} />
          {counted > 0 && <rect className={styles.uncounted} width={counted} height={HEIGHT} />}
          {bars.map((bar) => {
            const [left, right] = [toX(scale, bar.from), toX(scale, bar.to)];
            return (
              <g key={bar.from}>
                <Column left={left} right={right} top={y(bar.total)} tone={isFailures ? 'failures' : 'bar'} />
                {!isFailures && bar.failures > 0 && <Column left={left} right={right} top={y(bar.failures)} tone="failures" />}
              </g>
            );
          })}
          {path && <path className={styles.before} d={path} />}
          <line className={styles.baseline} x2={width} y1={HEIGHT - 0.5} y2={HEIGHT - 0.5} />
          <Gaps bands={clipBands(bands, scale.from, scale.to)} scale={scale} top={0} base={HEIGHT} hatch={hatch} />
        </svg>
      )}
    </div>
  );
}

function Column({ left, right, top, tone }: { left: number; right: number; top: number; tone: 'bar' | 'failures' }) {
  const gap = right - left > 4 ? 1 : 0;
  return <rect className={styles[tone]} x={left} width={Math.max(0.5, right - left - gap)} y={top} height={Math.max(0, HEIGHT - top)} />;
}
