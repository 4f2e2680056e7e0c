import styles from './charts.module.css';

/** The pattern of time in which the monitor was off. Shapes use it as `url(#id)`. */
export function Hatch({ id }: { id: string }) {
  return (
    <defs>
      <pattern id={id} width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
        <rect width="6" height="6" className={styles.off} />
        <line y2="6" className={styles.hatch} />
      </pattern>
    </defs>
  );
}
