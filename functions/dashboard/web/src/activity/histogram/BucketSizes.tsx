import type { BucketChoice } from '../../view/view';
import { BUCKET_CHOICES, canSelect } from './buckets';
import styles from './Histogram.module.css';

type Props = { selected: BucketChoice; millis: number; onSelect: (choice: BucketChoice) => void };

/** Selects the size of the bars. */
export function BucketSizes({ selected, millis, onSelect }: Props) {
  return (
    <span className={styles.sizes} role="group" aria-label="Bar size">
      {BUCKET_CHOICES.map(([choice, label]) => (
        <button
          key={choice}
          type="button"
          className={styles.size}
          aria-pressed={selected === choice}
          disabled={!canSelect(choice, millis)}
          title={canSelect(choice, millis) ? undefined : 'The time range is too long for this bar size'}
          onClick={() => {
            onSelect(choice);
          }}
        >
          {label}
        </button>
      ))}
    </span>
  );
}
