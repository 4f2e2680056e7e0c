import { ActionIcon, Button } from '@mantine/core';
import { useMediaQuery } from '@mantine/hooks';
import { Suspense, useCallback, useMemo, useState, type ReactNode } from 'react';
import { useCoverage } from '../api/coverage';
import { useEvents, type Whose } from '../api/events';
import { changesSettings, useMe } from '../api/me';
import type { Event } from '../api/types';
import { resolveZone } from '../time/zone';
import { Boundary } from '../ui/Boundary';
import { ErrorState } from '../ui/ErrorState';
import { Icon } from '../ui/Icon';
import { Loading } from '../ui/Loading';
import { Page } from '../ui/Page';
import { part } from '../ui/part';
import { State, StateText } from '../ui/State';
import { useView } from '../view/useView';
import { AddressNotice } from './AddressNotice';
import { CoverageNotice } from './CoverageNotice';
import { DetailsNotice } from './DetailsNotice';
import { FilterBar } from './filters/FilterBar';
import { FilterChips } from './filters/FilterChips';
import { RangePicker } from './filters/RangePicker';
import { ZonePicker } from './filters/ZonePicker';
import { bandsOf } from './histogram/bands';
import { HistogramPanel } from './histogram/HistogramPanel';
import { NoEvents } from './NoEvents';
import { EventCards } from './table/EventCards';
import { EventTable } from './table/EventTable';
import type { Stop } from './table/stops';
import styles from './table/table.module.css';
import { useRows } from './table/useRows';
import { useQuestion } from './useQuestion';

const DetailsPanel = part(() => import('./details/DetailsPanel'));
const ExportForm = part(() => import('../exports/ExportForm'));

// Two lines of 24 px, which is the least that can be clicked or touched with ease.
const ROW_HEIGHT = 50;
const CARD_HEIGHT = 50;
const WALL_SCALE = 1.1875;

type Props = { whose: Whose; title: string; lead?: ReactNode; notice?: ReactNode };

/** Events to look through: filters, their number over time, and the rows. */
export function Explorer({ whose, title, lead, notice }: Props) {
  const me = useMe();
  const [view, onView] = useView();
  const zone = resolveZone(view.zone);
  const { question, refresh } = useQuestion(whose, view);
  const events = useEvents(question, view.order);
  const coverage = useCoverage(question.askedAt);
  const bands = useMemo(() => (coverage.data ? bandsOf(coverage.data) : coverage.error ? null : undefined), [coverage.data, coverage.error]);
  const [exporting, setExporting] = useState(false);
  const isNarrow = useMediaQuery('(max-width: 58em)', false, { getInitialValueInEffect: false });
  const withDetails = me.settings?.show_details ?? true;
  const withUser = whose === 'everybody';

  const pages = events.data?.pages;
  const loaded = useMemo(() => pages?.flatMap((page) => page.events) ?? [], [pages]);
  const opened = view.event && loaded.find(({ id, source }) => id === view.event?.id && source === view.event.source);
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
          <Button leftSection={<Icon name="exports" size={14} />} onClick={() => { setExporting(true); }}>
            Export
          </Button>
        </>
      }
    >
      {notice}
      <AddressNotice view={view} onView={onView} />
      <FilterBar whose={whose} filters={view} withIp={withDetails} onChange={onView} />
      <FilterChips filters={view} onChange={onView} />
      <HistogramPanel
        question={question}
        bucket={view.bucket}
        zone={zone}
        bands={bands}
        isCoverageStale={coverage.isPlaceholderData}
        onRange={(range) => { onView({ range }); }}
        onBucket={(bucket) => { onView({ bucket }); }}
      />
      {coverage.error && <CoverageNotice error={coverage.error} onRetry={() => void coverage.refetch()} />}
      {!withDetails && <DetailsNotice mayChange={changesSettings(me)} />}
      {events.error && loaded.length === 0 ? (
        <ErrorState error={events.error} onRetry={() => void events.refetch()} />
      ) : events.fetchStatus === 'paused' && (events.isPending || events.isPlaceholderData) ? (
        <NotLoaded />
      ) : events.isPending || (events.isPlaceholderData && loaded.length === 0) ? (
        <Loading what="Loading events…" />
      ) : loaded.length === 0 && !events.hasNextPage ? (
        <NoEvents bounds={question.bounds} bands={coverage.isPlaceholderData ? undefined : bands} {...{ view, whose, onView }} />
      ) : (
        <EventRows
          key={isNarrow ? 'cards' : 'table'}
          {...{ events, loaded, view, zone, withUser, withDetails, isNarrow, onView }}
        />
      )}
      {view.event && (
        <Boundary isPart resetKey={view.event.id}>
          <Suspense>
            <DetailsPanel name={view.event} loaded={opened ?? undefined} filters={view} {...{ whose, zone, onView, onClose }} />
          </Suspense>
        </Boundary>
      )}
      {exporting && (
        <Boundary isPart>
          <Suspense>
            <ExportForm question={question} zone={view.zone} onClose={() => { setExporting(false); }} />
          </Suspense>
        </Boundary>
      )}
    </Page>
  );
}

/** Stands for rows that cannot be asked for now. Those of other filters would be wrong here. */
function NotLoaded() {
  return (
    <State title="You are offline">
      <StateText>These events are loaded when you are online again.</StateText>
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
  const [entry, setEntry] = useState<{ row: number; stop: Stop }>({ row: 0, stop: 'time' });
  const onNearEnd = useCallback(() => {
    // After a failure only when the reader says so.
    if (hasNextPage && !isFetchingNextPage && !isFetchNextPageError && !isPlaceholderData) void fetchNextPage();
  }, [hasNextPage, isFetchingNextPage, isFetchNextPageError, isPlaceholderData, fetchNextPage]);
  // As app.css has it: wide walls are looked at from further away.
  const scale = useMediaQuery('(min-width: 140em)', false, { getInitialValueInEffect: false }) ? WALL_SCALE : 1;
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
          'More events are loaded when you are online again.'
        ) : hasNextPage ? (
          'Loading more events…'
        ) : (
          `${view.order === 'desc' ? 'The oldest' : 'The newest'} event of this view is above.`
        )}
      </div>
    </div>
  );
}
