import type { ReactNode } from 'react';
import styles from './settings.module.css';

/** One setting: its name, a sentence on what it does and when, and its control. */
export function Setting({ id, name, text, control }: { id: string; name: string; text: string; control: ReactNode }) {
  return (
    <div className={styles.setting}>
      <span className={styles.name} id={`${id}-name`}>
        {name}
      </span>
      <span className={styles.text} id={`${id}-text`}>
        {text}
      </span>
      <div className={styles.control}>{control}</div>
    </div>
  );
}
