import type { ReactNode } from 'react';
import styles from './states.module.css';

/** What a page or part of one says when it has nothing to show. */
export function State({ title, children, actions }: { title: string; children?: ReactNode; actions?: ReactNode }) {
  return (
    <section className={styles.state}>
      <h2>{title}</h2>
      {children}
      {actions}
    </section>
  );
}

/** Smaller text of such a state. */
export function StateText({ children }: { children: ReactNode }) {
  return <p className={styles.detail}>{children}</p>;
}
