import type { StreamAnswer } from '../api/types';
import { UntrustedText } from '../ui/UntrustedText';
import styles from './streams.module.css';
import { answerText } from './words';

/** The answer of a destination in words, with the beginning of its body if it refused. */
export function Answer({ answer, what }: { answer: StreamAnswer | undefined; what: string }) {
  return (
    <div role="status" className={styles.answer}>
      {answer && (
        <>
          <p className={answer.delivered ? styles.good : styles.bad}>{answerText(answer, what)}</p>
          <Excerpt text={answer.excerpt} />
        </>
      )}
    </div>
  );
}

/** The beginning of an answer, as the destination wrote it. */
export function Excerpt({ text }: { text: string }) {
  if (text === '') return null;
  return (
    <code className={styles.excerpt}>
      <UntrustedText text={text} />
    </code>
  );
}
