import type { ReactNode } from 'react';
import styles from './states.module.css';

/** One line above what it is about. Amber where something is missing from the record. */
export function Notice({ tone, children }: { tone?: 'amber' | 'red'; children: ReactNode }) {
  return (
    <div className={`${styles.notice ?? ''} ${(tone && styles[tone]) ?? ''}`} role={tone === 'red' ? 'alert' : 'note'}>
      {children}
    </div>
  );
}
