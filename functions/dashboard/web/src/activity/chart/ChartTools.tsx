import type { BucketChoice } from '../../view/view';
import { BUCKET_CHOICES } from './buckets';
import styles from './chart.module.css';
import { canSelect } from './requestedBucket';

type Props = {
  bucket: BucketChoice;
  millis: number;
  compare: boolean;
  onBucket: (bucket: BucketChoice) => void;
  onCompare: (compare: boolean) => void;
};

/** Selects the size of the bars, and whether the time before is shown. */
export function ChartTools({ bucket, millis, compare, onBucket, onCompare }: Props) {
  return (
    <>
      <span className={styles.tools} role="group" aria-label="Bar size">
        {BUCKET_CHOICES.map(([choice, label]) => (
          <button
            key={choice}
            type="button"
            className={styles.tool}
            aria-pressed={bucket === choice}
            disabled={!canSelect(choice, millis)}
            title={canSelect(choice, millis) ? undefined : 'The time range is too long for this bar size'}
            onClick={() => { onBucket(choice); }}
          >
            {label}
          </button>
        ))}
      </span>
      <button
        type="button"
        className={styles.tool}
        aria-pressed={compare}
        title="Show the period before, equally long, as a gray line"
        onClick={() => { onCompare(!compare); }}
      >
        Compare
      </button>
    </>
  );
}
