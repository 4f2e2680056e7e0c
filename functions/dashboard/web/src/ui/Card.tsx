import { Button } from '@mantine/core';
import type { UseQueryResult } from '@tanstack/react-query';
import { useId, type ReactNode } from 'react';
import { errorText } from './ErrorState';
import styles from './card.module.css';

/** The state of a request. */
export type CardQuery<T> = Pick<UseQueryResult, 'error' | 'fetchStatus' | 'isPlaceholderData'> & { data: T | undefined; refetch: () => unknown };

type Props<T> = {
  title: string;
  /** The request whose data it shows. */
  query?: CardQuery<T> | undefined;
  /** Shows the data. Never called without it. */
  children: ReactNode | ((data: T) => ReactNode);
  isWide?: boolean;
};

/** A part of the page with its own loading and error state. It keeps its data, dimmed, while newer data loads. */
export function Card<T>({ title, query, children, isWide = false }: Props<T>) {
  const id = useId();
  const isStale = query?.isPlaceholderData === true && !query.error;
  return (
    <section className={styles.card} aria-labelledby={id} data-wide={isWide || undefined}>
      <h2 id={id} className={styles.title}>
        {title}
      </h2>
      <div className={styles.body} data-stale={isStale || undefined} aria-busy={isStale}>
        {typeof children === 'function' ? <Content query={query}>{children}</Content> : children}
      </div>
    </section>
  );
}

function Content<T>({ query, children }: { query: Props<T>['query']; children: (data: T) => ReactNode }) {
  if (query?.error) {
    return (
      <div role="alert" className={styles.problem}>
        Not loaded. {errorText(query.error)}{' '}
        <Button variant="default" size="compact-xs" onClick={() => { query.refetch(); }}>
          Try again
        </Button>
      </div>
    );
  }
  if (query?.data === undefined) {
    return (
      <p role="status" className={styles.muted}>
        {query?.fetchStatus === 'paused' ? 'Not loaded: you’re offline' : 'Loading…'}
      </p>
    );
  }
  return children(query.data);
}
