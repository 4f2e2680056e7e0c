import type { ReactNode } from 'react';
import styles from './states.module.css';

type Props = {
  title: string;
  /** Whether it replaces a whole page. */
  isPage?: boolean;
  children?: ReactNode;
  actions?: ReactNode;
};

/** Shown in place of content: empty, offline or failed. */
export function State({ title, isPage = false, children, actions }: Props) {
  const Heading = isPage ? 'h1' : 'h2';
  return (
    <section className={styles.state}>
      <Heading>{title}</Heading>
      {children}
      {actions}
    </section>
  );
}

/** A paragraph of a `State`. */
export function StateText({ children }: { children: ReactNode }) {
  return <p className={styles.detail}>{children}</p>;
}
