import { useElementSize } from '@mantine/hooks';
import { useId } from 'react';
import { clipBands, type Band } from './bands';
import styles from './charts.module.css';
import { Gaps } from './Gaps';
import { Hatch } from './Hatch';

const HEIGHT = 20;

type Props = { bands: readonly Band[]; from: number; to: number; /** What it shows, in words. */ label: string };

/** When the monitor was on, off or without details. */
export function CoverageBar({ bands, from, to, label }: Props) {
  const { ref, width } = useElementSize();
  const hatch = useId();
  const shown = clipBands(bands, from, to);
  const gaps = { scale: { from, to, width }, top: 0, base: HEIGHT, hatch };
  return (
    <div className={styles.coverage} ref={ref}>
      {width > 0 && (
        <svg viewBox={`0 0 ${width} ${HEIGHT}`} role="img" aria-label={label}>
          <Hatch id={hatch} />
          <rect className={styles.on} width={width} height={HEIGHT} />
          {/* Time without the monitor is on top of everything else. */}
          <Gaps bands={shown.filter(({ kind }) => kind !== 'off')} {...gaps} />
          <Gaps bands={shown.filter(({ kind }) => kind === 'off')} {...gaps} />
        </svg>
      )}
    </div>
  );
}
