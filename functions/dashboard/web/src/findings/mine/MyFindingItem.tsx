import { Link } from 'wouter';
import type { MyFinding } from '../../api/types';
import { formatTime } from '../../time/format';
import { ANSWER_LABELS } from '../labels';
import styles from './mine.module.css';

/** One finding of a user’s own list, with whether it is answered. */
export function MyFindingItem({ finding: { id, title, sentence, first_at: at, answers }, zone }: { finding: MyFinding; zone: string }) {
  const answer = answers.at(-1)?.answer;
  return (
    <li className={styles.item}>
      <time className={styles.when} dateTime={at}>{formatTime(at, zone)}</time>
      <div>
        <Link href={`/me/findings/${id}`}>{sentence}</Link>
        <span className={styles.second}>{title}</span>
      </div>
      <span className={answer ? styles.muted : styles.ask}>{answer ? `You answered: ${ANSWER_LABELS[answer].toLowerCase()}` : 'Was this you?'}</span>
    </li>
  );
}
