import { useElementSize } from '@mantine/hooks';
import { ticksOf, toX } from '../charts/scale';
import { formatTick } from '../time/format';
import styles from './coverage.module.css';

/** Pixels between two ticks. */
const APART = 64;

/** The days below a bar. The bar’s own label has the same in words. */
export function MonthAxis({ from, to, zone }: { from: number; to: number; zone: string }) {
  const { ref, width } = useElementSize();
  const scale = { from, to, width };
  const { step, times } = ticksOf(scale, zone, APART);
  return (
    <div className={styles.axis} ref={ref} aria-hidden="true">
      {width > 0 && (
        <svg viewBox={`0 0 ${String(width)} 16`}>
          {times.map((time) => {
            const x = toX(scale, time);
            return (
              <text key={time} x={Math.min(x, width - 36)} y={12}>
                {formatTick(time, zone, step)}
              </text>
            );
          })}
        </svg>
      )}
    </div>
  );
}
