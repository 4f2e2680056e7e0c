import type { ReactNode } from 'react';
import styles from './states.module.css';

type Props = {
  title: string;
  /** Whether it stands for a whole page, whose heading is then the title. */
  isPage?: boolean;
  children?: ReactNode;
  actions?: ReactNode;
};

/** Shown where a page, or a part of one, has nothing else to show. */
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

/** Smaller text of such a state. */
export function StateText({ children }: { children: ReactNode }) {
  return <p className={styles.detail}>{children}</p>;
}
