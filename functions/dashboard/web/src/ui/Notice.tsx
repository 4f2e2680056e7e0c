import type { ReactNode } from 'react';
import styles from './states.module.css';

/** A line above the content it is about. Amber means that events or details may be missing. */
export function Notice({ tone, children }: { tone?: 'amber' | 'red'; children: ReactNode }) {
  return (
    <div className={`${styles.notice ?? ''} ${(tone && styles[tone]) ?? ''}`} role={tone === 'red' ? 'alert' : 'note'}>
      {children}
    </div>
  );
}
