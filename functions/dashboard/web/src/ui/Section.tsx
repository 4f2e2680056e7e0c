import { useId, type ReactNode } from 'react';
import styles from './section.module.css';

type Props = { title: string; actions?: ReactNode; children: ReactNode };

/** A part of a page, with its heading. */
export function Section({ title, actions, children }: Props) {
  const id = useId();
  return (
    <section className={styles.section} aria-labelledby={id}>
      <header className={styles.head}>
        <h2 id={id}>{title}</h2>
        {actions}
      </header>
      {children}
    </section>
  );
}
