import type { Note } from './note';
import styles from './card.module.css';

/** A note below a number. Amber if it is not about everything. */
export function NoteText({ note: { text, isPartial } }: { note: Note }) {
  return <p className={isPartial ? styles.partial : styles.muted}>{text}</p>;
}
