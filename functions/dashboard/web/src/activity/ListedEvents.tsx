import { useCallback, useMemo, type ComponentProps } from 'react';
import { useEvents, type EventQuery } from '../api/events';
import { ErrorState } from '../ui/ErrorState';
import { Loading } from '../ui/Loading';
import { State, StateText } from '../ui/State';
import { NoEvents } from './NoEvents';
import { progressText } from './progressText';
import { RowsAndDetails } from './RowsAndDetails';
import type { Bands } from '../charts/coverageText';
import { EventRows } from './table/EventRows';

type Props = Pick<ComponentProps<typeof EventRows>, 'view' | 'zone' | 'withUser' | 'withDetails' | 'isNarrow' | 'onHelp' | 'onView'> & {
  query: EventQuery;
  bands: Bands;
};

/** The events of a query: rows that load page by page, or why there are none. */
export function ListedEvents({ query, bands, ...rest }: Props) {
  const { scope, bounds } = query;
  const { view, zone, onView } = rest;
  const events = useEvents(query, view.order);
  const { data, error, hasNextPage, isFetchingNextPage, isFetchNextPageError, fetchNextPage, isPlaceholderData, fetchStatus } = events;
  const loaded = useMemo(() => data?.pages.flatMap((page) => page.events) ?? [], [data]);
  const onNearEnd = useCallback(() => {
    // After a failure, only the user retries.
    if (hasNextPage && !isFetchingNextPage && !isFetchNextPageError && !isPlaceholderData) void fetchNextPage();
  }, [hasNextPage, isFetchingNextPage, isFetchNextPageError, isPlaceholderData, fetchNextPage]);
  return (
    <RowsAndDetails events={loaded} {...{ view, query, zone, onNearEnd, onView }}>
      {error && loaded.length === 0 ? (
        <ErrorState error={error} onRetry={() => void events.refetch()} />
      ) : fetchStatus === 'paused' && (events.isPending || isPlaceholderData) ? (
        <NotLoaded />
      ) : events.isPending || (isPlaceholderData && loaded.length === 0) ? (
        <Loading text="Loading events…" />
      ) : loaded.length === 0 && !hasNextPage ? (
        <NoEvents {...{ view, scope, bounds, bands, onView }} />
      ) : (
        <EventRows
          key={rest.isNarrow ? 'cards' : 'table'}
          {...rest}
          events={loaded}
          bounds={bounds}
          hasMore={hasNextPage}
          isStale={isPlaceholderData}
          onNearEnd={onNearEnd}
          end={
            isFetchNextPageError ? (
              <ErrorState error={error} onRetry={() => void fetchNextPage()} />
            ) : hasNextPage && fetchStatus === 'paused' ? (
              'More events load when you’re back online.'
            ) : hasNextPage ? (
              progressText(data?.pages ?? [], view.order, zone)
            ) : (
              'No more events'
            )
          }
        />
      )}
    </RowsAndDetails>
  );
}

/** Shown offline in place of rows that are not loaded. Rows of other filters would be wrong. */
function NotLoaded() {
  return (
    <State title="You’re offline">
      <StateText>These events load when you’re back online.</StateText>
    </State>
  );
}
