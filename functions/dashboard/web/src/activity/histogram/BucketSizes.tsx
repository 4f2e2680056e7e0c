import type { BucketChoice } from '../../view/view';
import { BUCKET_CHOICES, mayChoose } from './buckets';
import styles from './Histogram.module.css';

type Props = { chosen: BucketChoice; millis: number; onChoose: (choice: BucketChoice) => void };

/** The size of the bars. */
export function BucketSizes({ chosen, millis, onChoose }: Props) {
  return (
    <span className={styles.sizes} role="group" aria-label="Size of the bars">
      {BUCKET_CHOICES.map(([choice, label]) => (
        <button
          key={choice}
          type="button"
          className={styles.size}
          aria-pressed={chosen === choice}
          disabled={!mayChoose(choice, millis)}
          title={mayChoose(choice, millis) ? undefined : 'The range is too long for bars of this size'}
          onClick={() => {
            onChoose(choice);
          }}
        >
          {label}
        </button>
      ))}
    </span>
  );
}
