import type { Band } from './bands';
import styles from './charts.module.css';
import { toX, type Scale } from './scale';

// Narrower shapes would be invisible.
const MIN_WIDTH = 5;

type Props = { bands: readonly Band[]; scale: Scale; top: number; base: number; hatch: string };

/** Time without events or without details, above the bars and never too narrow to see. */
export function Gaps({ bands, scale, top, base, hatch }: Props) {
  return bands.map((band) => {
    const [left, right] = [toX(scale, band.from), toX(scale, band.to)];
    const width = Math.min(scale.width, Math.max(MIN_WIDTH, right - left));
    const x = Math.min(Math.max(0, (left + right - width) / 2), scale.width - width);
    const key = `${band.kind} ${band.from}`;
    if (band.kind === 'no_details') return <line key={key} data-band={band.kind} className={styles.noDetails} x1={x} x2={x + width} y1={top + 1} y2={top + 1} />;
    const isOff = band.kind === 'off';
    return (
      <rect
        key={key}
        data-band={band.kind}
        className={isOff ? styles.offEdge : styles.otherBand}
        x={x}
        y={top}
        width={width}
        height={base - top}
        {...(isOff && { fill: `url(#${hatch})` })}
      />
    );
  });
}
