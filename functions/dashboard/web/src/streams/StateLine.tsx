import { UntrustedText } from '../ui/UntrustedText';
import styles from './streams.module.css';
import type { StateWords } from './words';

/** The state of a stream in words, behind a dot of its tone. */
export function StateLine({ words: { tone, title, text } }: { words: StateWords }) {
  return (
    <p className={styles.state} data-tone={tone}>
      <span className={styles.dot} aria-hidden="true" />
      <span>
        <strong>{title}</strong> · <UntrustedText text={text} />
      </span>
    </p>
  );
}
