import { Button } from '@mantine/core';
import { useMediaQuery } from '@mantine/hooks';
import { Suspense, useMemo, useState, type CSSProperties, type ReactNode } from 'react';
import { useCoverage } from '../api/coverage';
import { useEvents, useEventSummary, type Scope } from '../api/events';
import { changesSettings, readsEverything, useMe } from '../api/me';
import { bandsOf } from '../charts/bands';
import { resolveZone } from '../time/zone';
import { Boundary } from '../ui/Boundary';
import { Icon } from '../ui/Icon';
import { lazy } from '../ui/lazy';
import { Loading } from '../ui/Loading';
import { Page } from '../ui/Page';
import { State, StateText } from '../ui/State';
import { useHeight } from '../ui/useHeight';
import { useView } from '../view/useView';
import { requestedBucket } from './chart/requestedBucket';
import { CoverageNotice } from './CoverageNotice';
import { DetailsNotice } from './DetailsNotice';
import styles from './explorer.module.css';
import { facetNames } from './facets/facets';
import { useFacetsOpen } from './facets/useFacetSettings';
import { FilterBar } from './filters/FilterBar';
import { FilterErrors } from './filters/FilterErrors';
import { RangePicker } from './filters/RangePicker';
import { refusedFilters } from './filters/refused';
import { focusSearch, useLeaveSearch } from './keys/focusSearch';
import { useHelp } from './keys/useHelp';
import { useShortcuts } from './keys/useShortcuts';
import { ListedEvents } from './ListedEvents';
import { PageTools } from './PageTools';
import { searchedText } from './progressText';
import { UrlNotice } from './UrlNotice';
import { useEventQuery } from './useEventQuery';

const ChartPanel = lazy(() => import('./chart/ChartPanel'));
const ExportForm = lazy(() => import('../ui/export/ExportForm'));
const FacetsPanel = lazy(() => import('./facets/FacetsPanel'));
const FacetsSheet = lazy(() => import('./facets/FacetsSheet'));
const LiveEvents = lazy(() => import('./live/LiveEvents'));

type Props = { scope: Scope; title: string; lead?: ReactNode; notice?: ReactNode };

/** A page of events: search, chart, facets and rows. */
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
  const withDetails = me.settings?.show_details ?? true;

  const isNarrow = useMediaQuery('(max-width: 58em)', false, { getInitialValueInEffect: false });
  // Narrower pages have no room for the facets beside the rows.
  const hasRoom = useMediaQuery('(min-width: 80em)', false, { getInitialValueInEffect: false });
  // Less wide ones have no room for facets and details.
  const isWide = useMediaQuery('(min-width: 100em)', false, { getInitialValueInEffect: false });
  const [isDocked, setIsDocked] = useFacetsOpen();
  const [isSheet, setIsSheet] = useState(false);
  const showsFacets = hasRoom ? isDocked : isSheet;
  const names = useMemo(() => facetNames(scope === 'own', withDetails), [scope, withDetails]);
  const { from, to } = query.bounds;
  // Every request has the same filters, so that one of them tells whether the service accepts them.
  const counts = useEventSummary(query, {
    zone,
    bucket: requestedBucket(view.bucket, from !== undefined && to !== undefined ? Date.parse(to) - Date.parse(from) : null),
    facets: showsFacets ? names : names.filter((name) => name === 'user'),
    compare: view.compare,
  });
  // The rows, which load in parallel, say how far a slow search is.
  const listed = useEvents(query, view.order, !isLive);
  const refused = refusedFilters(counts.error);
  const [isExporting, setIsExporting] = useState(false);
  const [toolsHeight, toolsRef] = useHeight();
  const help = useHelp();
  const rows = { query, view, zone, withUser: scope === 'organization', withDetails, isNarrow, onHelp: help.open, onView };
  const facets = { names, summary: counts.data, isStale: counts.isPlaceholderData, isFailed: counts.error !== null, filters: query.filters, zone, onChange: onView };
  useLeaveSearch();
  useShortcuts({ '/': focusSearch, e: () => { setIsExporting(true); }, '?': help.open });

  return (
    <Page title={title} lead={lead} actions={<PageTools {...{ scope, view, query, canBeLive, onView }} counted={counts.data} onRefresh={refresh} />}>
      {notice}
      <UrlNotice view={view} onView={onView} />
      {/* What is below it in the page sticks below it. */}
      <div className={styles.content} style={{ '--tools-height': `${toolsHeight}px` } as CSSProperties}>
        <div className={styles.tools} ref={toolsRef}>
          <FilterBar {...{ query, refused, withDetails }} onChange={onView} />
          <div className={styles.side}>
            <Button
              variant="default"
              leftSection={<Icon name="facets" size={14} />}
              aria-expanded={showsFacets}
              onClick={() => {
                if (hasRoom) setIsDocked(!isDocked);
                else setIsSheet(true);
              }}
            >
              Breakdown
            </Button>
            <RangePicker range={view.range} zone={view.zone} onChange={(range) => { onView({ range }); }} />
            <Button leftSection={<Icon name="exports" size={14} />} onClick={() => { setIsExporting(true); }}>
              Export
            </Button>
          </div>
        </div>
        {refused ? (
          <>
            <FilterErrors filters={query.filters} refused={refused} onChange={onView} />
            <State title="No events are shown">
              <StateText>The service doesn’t accept a filter. Remove it, or correct it in the URL.</StateText>
            </State>
          </>
        ) : (
          <>
            <Boundary isPart>
              <Suspense fallback={<div className={styles.chart} />}>
                <ChartPanel
                  counts={counts}
                  bucket={view.bucket}
                  compare={view.compare}
                  zone={zone}
                  bands={bands}
                  isLive={isLive}
                  isCoverageStale={coverage.isPlaceholderData}
                  progress={listed.hasNextPage && !listed.isPlaceholderData ? searchedText(listed.data?.pages ?? [], view.order, zone) : null}
                  onRange={(range) => { onView({ range }); }}
                  onBucket={(bucket) => { onView({ bucket }); }}
                  onCompare={(compare) => { onView({ compare }); }}
                />
              </Suspense>
            </Boundary>
            {coverage.error && <CoverageNotice error={coverage.error} onRetry={() => void coverage.refetch()} />}
            {!withDetails && <DetailsNotice canChange={changesSettings(me)} />}
            <div className={styles.columns}>
              {hasRoom && isDocked && (view.event === null || isWide) && (
                <aside className={styles.facets} aria-label="Breakdown">
                  <Boundary isPart>
                    <Suspense fallback={<Loading />}>
                      <FacetsPanel {...facets} />
                    </Suspense>
                  </Boundary>
                </aside>
              )}
              <div className={styles.rows}>
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
              </div>
            </div>
          </>
        )}
      </div>
      {!hasRoom && isSheet && (
        <Boundary isPart>
          <Suspense>
            <FacetsSheet {...facets} onClose={() => { setIsSheet(false); }} />
          </Suspense>
        </Boundary>
      )}
      {help.dialog}
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
