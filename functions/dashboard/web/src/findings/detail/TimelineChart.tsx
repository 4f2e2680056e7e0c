import { useElementSize } from '@mantine/hooks';
import { useId, useState } from 'react';
import { typeLabel, useCatalog } from '../../api/catalog';
import type { Band } from '../../charts/bands';
import { Gaps } from '../../charts/Gaps';
import { Hatch } from '../../charts/Hatch';
import { ticksOf, toX } from '../../charts/scale';
import { formatBetween, formatTick, formatTime, plural } from '../../time/format';
import { UntrustedText } from '../../ui/UntrustedText';
import { LANES, nearestMark, type Mark } from './timeline';
import styles from './timeline.module.css';

const LANE = 22;
const TOP = 8;
const AXIS = 18;
/** Narrower windows would be invisible. */
const MIN_WINDOW = 4;
/** Pixels from the pointer to a mark. */
const REACH = 8;

type Props = {
  marks: readonly Mark[];
  bands: readonly Band[];
  from: number;
  to: number;
  window: { from: number; to: number };
  zone: string;
  isLoading: boolean;
};

/** Events as marks over time, with the window of the finding and the gaps of the record. */
export function TimelineChart({ marks, bands, from, to, window, zone, isLoading }: Props) {
  const { ref, width } = useElementSize();
  const { data: catalog } = useCatalog();
  const hatch = useId();
  const [pointed, setPointed] = useState<Mark | null>(null);
  const lanes = LANES.filter((lane) => marks.some((mark) => mark.lane === lane));
  const base = TOP + Math.max(1, lanes.length) * LANE;
  const scale = { from, to, width };
  const { step, times } = ticksOf(scale, zone, 76);
  const shaded = Math.max(MIN_WINDOW, toX(scale, window.to) - toX(scale, window.from));
  const evidence = marks.filter(({ isEvidence }) => isEvidence).length;
  const label = `${plural(marks.length, 'event')}, ${evidence} of the evidence, ${plural(marks.filter(({ isFailed }) => isFailed).length, 'failure')}, ${formatBetween(from, to, zone)}. The tables below list them.`;
  return (
    <div className={styles.timeline} data-stale={isLoading || undefined}>
      <ul className={styles.lanes} aria-hidden="true">
        {lanes.map((lane) => (
          <li key={lane}>{lane}</li>
        ))}
      </ul>
      <div className={styles.chart} ref={ref}>
        {width > 0 && (
          <svg
            width={width}
            height={base + AXIS}
            role="img"
            aria-label={isLoading ? 'Loading events…' : label}
            onPointerMove={(event) => {
              const { left } = event.currentTarget.getBoundingClientRect();
              setPointed(nearestMark(marks, scale, event.clientX - left, REACH));
            }}
            onPointerLeave={() => { setPointed(null); }}
          >
            <Hatch id={hatch} />
            <rect className={styles.window} x={toX(scale, window.from) - MIN_WINDOW / 2} y={0} width={shaded + MIN_WINDOW} height={base} />
            {lanes.map((lane, index) => (
              <line key={lane} className={styles.lane} x1={0} x2={width} y1={TOP + (index + 0.5) * LANE} y2={TOP + (index + 0.5) * LANE} />
            ))}
            {marks.map((mark) => {
              const [x, y] = [toX(scale, mark.time), TOP + (lanes.indexOf(mark.lane) + 0.5) * LANE];
              const half = mark.isEvidence ? 9 : 5;
              return (
                <line
                  key={`${mark.event.source}/${mark.event.id}`}
                  className={styles.mark}
                  data-evidence={mark.isEvidence || undefined}
                  data-failed={mark.isFailed || undefined}
                  data-pointed={mark === pointed || undefined}
                  x1={x}
                  x2={x}
                  y1={y - half}
                  y2={y + half}
                />
              );
            })}
            <line className={styles.axis} x1={0} x2={width} y1={base} y2={base} />
            {times.map((time) => (
              <text key={time} className={styles.tick} x={toX(scale, time)} y={base + 13}>{formatTick(time, zone, step)}</text>
            ))}
            <Gaps bands={bands} scale={scale} top={0} base={base} hatch={hatch} />
          </svg>
        )}
      </div>
      <p className={styles.readout} aria-hidden="true">
        {pointed ? (
          <>
            {formatTime(pointed.time, zone)} · {typeLabel(catalog, pointed.event.type)}
            {pointed.event.targets[0] && <> · <UntrustedText text={pointed.event.targets[0].name ?? pointed.event.targets[0].id} /></>}
            {pointed.isEvidence && ' · evidence'}
          </>
        ) : (
          'Tall marks are the evidence, red ones failed. Shaded: the time of the evidence.'
        )}
      </p>
    </div>
  );
}
