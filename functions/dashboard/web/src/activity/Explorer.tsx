import { ActionIcon, Button } from '@mantine/core';
import { useMediaQuery } from '@mantine/hooks';
import { Suspense, useMemo, useState, type ReactNode } from 'react';
import { useCoverage } from '../api/coverage';
import { useHistogram, type Scope } from '../api/events';
import { changesSettings, readsEverything, useMe } from '../api/me';
import { resolveZone } from '../time/zone';
import { Boundary } from '../ui/Boundary';
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
import { bandsOf } from '../charts/bands';
import { refusedFilters } from './filters/refused';
import { HistogramPanel } from './histogram/HistogramPanel';
import { ListedEvents } from './ListedEvents';
import { LiveSwitch } from './live/LiveSwitch';
import { UrlNotice } from './UrlNotice';
import { useEventQuery } from './useEventQuery';

const ExportForm = lazy(() => import('../ui/export/ExportForm'));
const LiveEvents = lazy(() => import('./live/LiveEvents'));

type Props = { scope: Scope; title: string; lead?: ReactNode; notice?: ReactNode };

/** A page of events: filters, histogram and rows. */
export function Explorer({ scope, title, lead, notice }: Props) {
  const me = useMe();
  const [view, onView] = useView();
  const zone = resolveZone(view.zone);
  // Only the events of an organization have a feed.
  const canBeLive = scope === 'organization' && readsEverything(me);
  const isLive = canBeLive && view.live;
  const { query, refresh } = useEventQuery(scope, view);
  const coverage = useCoverage(query.requestedAt);
  const bands = useMemo(() => (coverage.data ? bandsOf(coverage.data) : coverage.error ? null : undefined), [coverage.data, coverage.error]);
  // Every request has the same filters, so that one of them tells whether the service accepts them.
  const counts = useHistogram(query, view.bucket, zone);
  const refused = refusedFilters(counts.error);
  const [isExporting, setIsExporting] = useState(false);
  const isNarrow = useMediaQuery('(max-width: 58em)', false, { getInitialValueInEffect: false });
  const withDetails = me.settings?.show_details ?? true;
  const rows = { query, view, zone, withUser: scope === 'organization', withDetails, isNarrow, onView };

  return (
    <Page
      title={title}
      lead={lead}
      actions={
        <>
          {canBeLive && <LiveSwitch view={view} onView={onView} />}
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
      <FilterChips scope={scope} filters={view} refused={refused} onChange={onView} />
      {refused ? (
        <State title="No events are shown">
          <StateText>The service doesn’t accept a filter. Remove it, or correct it in the URL.</StateText>
        </State>
      ) : (
        <>
          <HistogramPanel
            query={query}
            bucket={view.bucket}
            zone={zone}
            bands={bands}
            isLive={isLive}
            isCoverageStale={coverage.isPlaceholderData}
            onRange={(range) => { onView({ range }); }}
            onBucket={(bucket) => { onView({ bucket }); }}
          />
          {coverage.error && <CoverageNotice error={coverage.error} onRetry={() => void coverage.refetch()} />}
          {!withDetails && <DetailsNotice canChange={changesSettings(me)} />}
          {isLive ? (
            <Boundary isPart resetKey={String(query.requestedAt)}>
              <Suspense fallback={<Loading text="Loading events…" />}>
                {/* A position in the feed belongs to its filters. */}
                <LiveEvents key={JSON.stringify([query.requestedAt, query.filters])} {...rows} onRestart={refresh} />
              </Suspense>
            </Boundary>
          ) : (
            <ListedEvents bands={coverage.isPlaceholderData ? undefined : bands} {...rows} />
          )}
        </>
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
