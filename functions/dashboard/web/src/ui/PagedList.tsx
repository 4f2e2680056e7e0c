import { Button } from '@mantine/core';
import type { UseInfiniteQueryResult } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { ErrorState } from './ErrorState';
import { Loading } from './Loading';

type Props = {
  query: Pick<
    UseInfiniteQueryResult,
    'error' | 'isPending' | 'refetch' | 'hasNextPage' | 'isFetchingNextPage' | 'fetchNextPage'
  >;
  isEmpty: boolean;
  /** Shown if there are no items at all. */
  empty?: ReactNode;
  /** The text of the button that loads the next page. */
  more: string;
  children: ReactNode;
};

/** A list that loads page by page, or its loading, empty or error state. */
export function PagedList({ query, isEmpty, empty, more, children }: Props) {
  if (query.isPending) return <Loading />;
  if (query.error && isEmpty) return <ErrorState error={query.error} onRetry={() => void query.refetch()} />;
  return (
    <>
      {isEmpty && empty ? empty : children}
      {query.hasNextPage && (
        <Button variant="default" loading={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()}>
          {more}
        </Button>
      )}
    </>
  );
}
