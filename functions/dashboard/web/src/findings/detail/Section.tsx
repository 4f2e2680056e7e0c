import { useId, type ReactNode } from 'react';
import styles from './finding.module.css';

type Props = { title: string; actions?: ReactNode; children: ReactNode };

/** A part of a finding, with its heading. */
export function Section({ title, actions, children }: Props) {
  const id = useId();
  return (
    <section className={styles.section} aria-labelledby={id}>
      <header className={styles.sectionHead}>
        <h2 id={id}>{title}</h2>
        {actions}
      </header>
      {children}
    </section>
  );
}
