import type { ReactNode } from 'react';
import styles from './exports.module.css';

/** A name and its value in the facts of an export. */
export function Fact({ name, children }: { name: string; children: ReactNode }) {
  return (
    <div className={styles.fact}>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}
