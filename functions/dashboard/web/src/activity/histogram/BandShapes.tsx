import type { Band } from '../../charts/bands';
import styles from './Histogram.module.css';
import { toX, type Scale } from '../../charts/scale';

// Narrower bands would be invisible.
const MIN_WIDTH = 5;
const TEXT_WIDTH = 90;
const TEXTS: Partial<Record<Band['kind'], string>> = { off: 'Monitor off', imported: 'Imported events' };

type Props = { bands: readonly Band[]; scale: Scale; top: number; base: number; hatch: string };

/** Periods that explain missing events, wide enough to be visible. */
export function BandShapes({ bands, scale, top, base, hatch }: Props) {
  return bands.map((band) => {
    const [left, right] = [toX(scale, band.from), toX(scale, band.to)];
    if (band.kind === 'no_details') {
      const end = Math.max(right, left + MIN_WIDTH);
      return <line key={`${band.kind} ${band.from}`} className={styles.noDetails} x1={left} x2={end} y1={top - 2} y2={top - 2} />;
    }
    const width = Math.max(MIN_WIDTH, right - left);
    const x = Math.min(Math.max(0, (left + right - width) / 2), scale.width - width);
    const isOff = band.kind === 'off';
    return (
      <g key={`${band.kind} ${band.from}`} data-band={band.kind} className={styles.band}>
        <rect
          className={isOff ? styles.offEdge : styles.otherBand}
          x={x}
          y={top}
          width={width}
          height={base - top}
          {...(isOff && { fill: `url(#${hatch})` })}
        />
        {right - left > TEXT_WIDTH && TEXTS[band.kind] && (
          <text className={isOff ? styles.bandText : styles.axis} x={Math.max(x + 4, 40)} y={top - 4}>
            {TEXTS[band.kind]}
          </text>
        )}
      </g>
    );
  });
}
