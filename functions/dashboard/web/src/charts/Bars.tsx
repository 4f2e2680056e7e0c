import { useElementSize } from '@mantine/hooks';
import { max } from 'd3-array';
import { scaleLinear } from 'd3-scale';
import { useId, useState, type KeyboardEvent, type MouseEvent } from 'react';
import { formatCount, formatTick } from '../time/format';
import { clipBands, type Band } from './bands';
import styles from './charts.module.css';
import { Gaps } from './Gaps';
import { Hatch } from './Hatch';
import { ticksOf, toX } from './scale';
import { barsOf, barText, type Bar, type Series } from './series';

const HEIGHT = 112;
const TOP = 14;
const BASE = HEIGHT - 18;

type Props = {
  series: Series;
  bands: readonly Band[];
  zone: string;
  label: string;
  /** Opens the events of a bar. */
  onOpen: (bar: Bar) => void;
};

/** A bar chart of events and failures over time. A click or Enter opens the events of a bar. */
export function Bars({ series, bands, zone, label, onOpen }: Props) {
  const { ref, width } = useElementSize();
  const hatch = useId();
  const [pointed, setPointed] = useState<number | null>(null);
  const bars = barsOf(series);
  const scale = { from: Date.parse(series.from), to: Date.parse(series.to), width };
  const y = scaleLinear().domain([0, Math.max(4, max(bars, ({ total }) => total) ?? 0)]).nice(2).range([BASE, TOP]);
  const top = y.domain()[1] ?? 0;
  const { step, times } = ticksOf(scale, zone, 76);
  const counted = series.complete || !series.counted_from ? 0 : toX(scale, Date.parse(series.counted_from));
  const at = Math.min(pointed ?? bars.length - 1, bars.length - 1);
  const text = (index: number) => (bars[index] ? barText(bars[index], zone) : 'No events');
  const indexOf = (event: MouseEvent<SVGSVGElement>) => {
    const { left } = event.currentTarget.getBoundingClientRect();
    return bars.findIndex((bar) => toX(scale, bar.to) > event.clientX - left);
  };
  const open = (index: number) => {
    const bar = bars[index];
    if (bar) onOpen(bar);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const next = { ArrowLeft: at - 1, ArrowDown: at - 1, ArrowRight: at + 1, ArrowUp: at + 1, Home: 0, End: bars.length - 1 }[event.key];
    if (next !== undefined) setPointed(Math.max(0, Math.min(bars.length - 1, next)));
    else if (event.key === 'Enter') open(at);
    else return;
    event.preventDefault();
  };
  return (
    <div>
      <div className={styles.bars} ref={ref}>
        {width > 0 && (
          <svg
            viewBox={`0 0 ${width} ${HEIGHT}`}
            role="slider"
            tabIndex={0}
            aria-label={`${label}. Use the arrow keys to move, Enter to show the events.`}
            aria-valuemin={0}
            aria-valuemax={Math.max(0, bars.length - 1)}
            aria-valuenow={Math.max(0, at)}
            aria-valuetext={text(at)}
            onPointerMove={(event) => { setPointed(indexOf(event)); }}
            onPointerLeave={() => { setPointed(null); }}
            onBlur={() => { setPointed(null); }}
            onClick={(event) => { open(indexOf(event)); }}
            onKeyDown={onKeyDown}
          >
            <Hatch id={hatch} />
            {counted > 0 && <rect className={styles.uncounted} y={TOP} width={counted} height={BASE - TOP} />}
            {times.map((time) => (
              <text key={time} className={styles.axis} x={toX(scale, time)} y={HEIGHT - 4}>
                {formatTick(time, zone, step)}
              </text>
            ))}
            {bars.map((bar, index) => {
              const [left, right] = [toX(scale, bar.from), toX(scale, bar.to)];
              const column = { x: left + 1, width: Math.max(1, right - left - 2) };
              return (
                <g key={bar.from} data-pointed={index === pointed || undefined}>
                  <rect className={styles.hit} x={left} y={TOP} width={Math.max(0, right - left)} height={BASE - TOP} />
                  <rect className={styles.bar} {...column} y={y(bar.total)} height={BASE - y(bar.total)} />
                  {bar.failures > 0 && <rect className={styles.failures} {...column} y={y(bar.failures)} height={BASE - y(bar.failures)} />}
                </g>
              );
            })}
            <line className={styles.baseline} x2={width} y1={BASE + 0.5} y2={BASE + 0.5} />
            <Gaps bands={clipBands(bands, scale.from, scale.to)} scale={scale} top={TOP} base={BASE} hatch={hatch} />
            <text className={styles.axis} x={0} y={TOP - 4}>
              {formatCount(top)}
            </text>
          </svg>
        )}
      </div>
      <p className={styles.readout} data-idle={pointed === null || undefined}>
        {pointed === null ? 'Select a bar to show its events' : text(at)}
      </p>
    </div>
  );
}
