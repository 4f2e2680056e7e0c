import { ActionIcon, Button } from '@mantine/core';
import { useMediaQuery } from '@mantine/hooks';
import { Suspense, useCallback, useMemo, useState, type ReactNode } from 'react';
import { useCoverage } from '../api/coverage';
import { useEvents, type Scope } from '../api/events';
import { changesSettings, useMe } from '../api/me';
import type { Event } from '../api/types';
import { resolveZone } from '../time/zone';
import { Boundary } from '../ui/Boundary';
import { ErrorState } from '../ui/ErrorState';
import { Icon } from '../ui/Icon';
import { lazy } from '../ui/lazy';
import { Loading } from '../ui/Loading';
import { Page } from '../ui/Page';
import { State, StateText } from '../ui/State';
import { ZonePicker } from '../ui/ZonePicker';
import { useView } from '../view/useView';
import { CoverageNotice } from './CoverageNotice';
import { DetailsNotice } from './DetailsNotice';
import { FilterBar } from './filters/FilterBar';
import { FilterChips } from './filters/FilterChips';
import { RangePicker } from './filters/RangePicker';
import { bandsOf } from './histogram/bands';
import { HistogramPanel } from './histogram/HistogramPanel';
import { NoEvents } from './NoEvents';
import type { Cell } from './table/cells';
import { EventCards } from './table/EventCards';
import { EventTable } from './table/EventTable';
import styles from './table/table.module.css';
import { useRows } from './table/useRows';
import { UrlNotice } from './UrlNotice';
import { useEventQuery } from './useEventQuery';

const DetailsPanel = lazy(() => import('./details/DetailsPanel'));
const ExportForm = lazy(() => import('./export/ExportForm'));

// Two lines of 24 px, the minimum target size of WCAG 2.2.
const ROW_HEIGHT = 50;
const CARD_HEIGHT = 50;
const LARGE_SCREEN_SCALE = 1.1875;

type Props = { scope: Scope; title: string; lead?: ReactNode; notice?: ReactNode };

/** A page of events: filters, histogram and rows. */
export function Explorer({ scope, title, lead, notice }: Props) {
  const me = useMe();
  const [view, onView] = useView();
  const zone = resolveZone(view.zone);
  const { query, refresh } = useEventQuery(scope, view);
  const events = useEvents(query, view.order);
  const coverage = useCoverage(query.requestedAt);
  const bands = useMemo(() => (coverage.data ? bandsOf(coverage.data) : coverage.error ? null : undefined), [coverage.data, coverage.error]);
  const [isExporting, setIsExporting] = useState(false);
  const isNarrow = useMediaQuery('(max-width: 58em)', false, { getInitialValueInEffect: false });
  const withDetails = me.settings?.show_details ?? true;
  const withUser = scope === 'organization';

  const pages = events.data?.pages;
  const loaded = useMemo(() => pages?.flatMap((page) => page.events) ?? [], [pages]);
  const openEvent = view.event && loaded.find(({ id, source }) => id === view.event?.id && source === view.event.source);
  const onClose = useCallback(() => {
    onView({ event: null });
  }, [onView]);

  return (
    <Page
      title={title}
      lead={lead}
      actions={
        <>
          <RangePicker range={view.range} zone={view.zone} onChange={(range) => { onView({ range }); }} />
          <ZonePicker zone={view.zone} onChange={(zone) => { onView({ zone }); }} />
          <ActionIcon aria-label="Refresh" title="Refresh" size={30} variant="default" onClick={refresh}>
            <Icon name="refresh" size={15} />
          </ActionIcon>
          <Button leftSection={<Icon name="exports" size={14} />} onClick={() => { setIsExporting(true); }}>
            Export
          </Button>
        </>
      }
    >
      {notice}
      <UrlNotice view={view} onView={onView} />
      <FilterBar scope={scope} filters={view} withDetails={withDetails} onChange={onView} />
      <FilterChips filters={view} onChange={onView} />
      <HistogramPanel
        query={query}
        bucket={view.bucket}
        zone={zone}
        bands={bands}
        isCoverageStale={coverage.isPlaceholderData}
        onRange={(range) => { onView({ range }); }}
        onBucket={(bucket) => { onView({ bucket }); }}
      />
      {coverage.error && <CoverageNotice error={coverage.error} onRetry={() => void coverage.refetch()} />}
      {!withDetails && <DetailsNotice canChange={changesSettings(me)} />}
      {events.error && loaded.length === 0 ? (
        <ErrorState error={events.error} onRetry={() => void events.refetch()} />
      ) : events.fetchStatus === 'paused' && (events.isPending || events.isPlaceholderData) ? (
        <NotLoaded />
      ) : events.isPending || (events.isPlaceholderData && loaded.length === 0) ? (
        <Loading text="Loading events…" />
      ) : loaded.length === 0 && !events.hasNextPage ? (
        <NoEvents bounds={query.bounds} bands={coverage.isPlaceholderData ? undefined : bands} {...{ view, scope, onView }} />
      ) : (
        <EventRows
          key={isNarrow ? 'cards' : 'table'}
          {...{ events, loaded, view, zone, withUser, withDetails, isNarrow, onView }}
        />
      )}
      {view.event && (
        <Boundary isPart resetKey={view.event.id}>
          <Suspense>
            <DetailsPanel name={view.event} loaded={openEvent ?? undefined} filters={view} {...{ scope, zone, onView, onClose }} />
          </Suspense>
        </Boundary>
      )}
      {isExporting && (
        <Boundary isPart>
          <Suspense>
            <ExportForm query={query} zone={view.zone} onClose={() => { setIsExporting(false); }} />
          </Suspense>
        </Boundary>
      )}
    </Page>
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

type RowsProps = {
  events: ReturnType<typeof useEvents>;
  loaded: Event[];
  view: ReturnType<typeof useView>[0];
  zone: string;
  withUser: boolean;
  withDetails: boolean;
  isNarrow: boolean;
  onView: ReturnType<typeof useView>[1];
};

function EventRows({ events, loaded, view, zone, withUser, withDetails, isNarrow, onView }: RowsProps) {
  const { hasNextPage, isFetchingNextPage, isFetchNextPageError, fetchNextPage, isPlaceholderData, fetchStatus, error } = events;
  const [entry, setEntry] = useState<{ row: number; cell: Cell }>({ row: 0, cell: 'time' });
  const onNearEnd = useCallback(() => {
    // After a failure, only the user retries.
    if (hasNextPage && !isFetchingNextPage && !isFetchNextPageError && !isPlaceholderData) void fetchNextPage();
  }, [hasNextPage, isFetchingNextPage, isFetchNextPageError, isPlaceholderData, fetchNextPage]);
  // As in app.css: large screens are viewed from further away.
  const scale = useMediaQuery('(min-width: 140em)', false, { getInitialValueInEffect: false }) ? LARGE_SCREEN_SCALE : 1;
  const rowHeight = Math.round((isNarrow ? CARD_HEIGHT : ROW_HEIGHT) * scale);
  const rows = useRows({ count: loaded.length, rowHeight, keep: isNarrow ? -1 : entry.row, onNearEnd });
  const onOpen = ({ source, id }: Event) => {
    onView({ event: { source, id } }, view.event !== null);
  };
  return (
    <div>
      {isNarrow ? (
        <EventCards
          {...{ rows, view, zone, withUser, onView, onOpen }}
          events={loaded}
          isStale={isPlaceholderData}
          openId={view.event && `${view.event.source}/${view.event.id}`}
        />
      ) : (
        <EventTable
          {...{ rows, rowHeight, view, zone, withUser, withDetails, entry, onView, onOpen }}
          events={loaded}
          hasMore={hasNextPage}
          isStale={isPlaceholderData}
          onEntry={setEntry}
        />
      )}
      <div className={styles.end} role="status">
        {isFetchNextPageError ? (
          <ErrorState error={error} onRetry={() => void fetchNextPage()} />
        ) : hasNextPage && fetchStatus === 'paused' ? (
          'More events load when you’re back online.'
        ) : hasNextPage ? (
          'Loading more events…'
        ) : (
          'No more events'
        )}
      </div>
    </div>
  );
}
