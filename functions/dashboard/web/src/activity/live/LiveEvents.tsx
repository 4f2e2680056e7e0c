import { useMemo, useRef, type ComponentProps } from 'react';
import type { EventQuery } from '../../api/events';
import { plural } from '../../time/format';
import { ErrorState } from '../../ui/ErrorState';
import { Loading } from '../../ui/Loading';
import { Notice } from '../../ui/Notice';
import { State, StateText } from '../../ui/State';
import { isFiltered } from '../../view/filters';
import { RowsAndDetails } from '../RowsAndDetails';
import { EventRows } from '../table/EventRows';
import { MAX_ROWS, rowsOf } from './arrivals';
import { LiveBar } from './LiveBar';
import styles from './live.module.css';
import { statusOf } from './poll';
import { useLive } from './useLive';

type Props = Pick<ComponentProps<typeof EventRows>, 'view' | 'zone' | 'withUser' | 'withDetails' | 'isNarrow' | 'onHelp' | 'onView'> & {
  query: EventQuery;
  onRestart: () => void;
};

const doNothing = () => undefined;

/** The events of a query, with new ones above as they arrive. */
export default function LiveEvents({ query, onRestart, ...rest }: Props) {
  const { view, zone, onView } = rest;
  const bar = useRef<HTMLElement>(null);
  const list = useRef<HTMLDivElement>(null);
  const live = useLive(query, () => view.event !== null || isReading(list.current, bar.current));
  const { poll, arrivals, rows, loaded } = live;
  const events = useMemo(() => rowsOf(arrivals, loaded ?? []), [arrivals, loaded]);
  const onShow = () => {
    live.onShow();
    // The button that had the focus is gone.
    bar.current?.focus({ preventScroll: true });
    list.current?.scrollIntoView({ block: 'start' });
  };
  const isCut = events.length === MAX_ROWS || rows.hasNextPage;
  const error = rows.error ?? (loaded === undefined ? poll.error : null);
  return (
    <div className={styles.live}>
      <LiveBar
        {...{ bar, poll, onShow, onRestart }}
        count={arrivals.count}
        waitingCount={arrivals.waitingCount}
        isPaused={live.isPaused}
        onPause={live.onPause}
        onRetry={live.onRetry}
      />
      {poll.hasExpired && (
        <Notice tone="amber">
          Some events expired before they could be shown here. Live updates continued at the oldest event that is kept.
        </Notice>
      )}
      {arrivals.unreadable > 0 && (
        <Notice tone="amber">{plural(arrivals.unreadable, 'new event')} can’t be shown, because the service could not read it.</Notice>
      )}
      <RowsAndDetails {...{ events, view, query, zone, onView }} onNearEnd={doNothing}>
      <div ref={list} className={styles.list}>
        {error && loaded === undefined ? (
          <ErrorState error={error} onRetry={rows.error ? () => void rows.refetch() : statusOf(poll) === 'stopped' ? onRestart : live.onRetry} />
        ) : loaded === undefined ? (
          <Loading text="Loading events…" />
        ) : events.length === 0 ? (
          <State title={isFiltered(view) ? 'No events match these filters yet' : 'No events in this time range yet'}>
            <StateText>New events appear here as they arrive.</StateText>
          </State>
        ) : (
          <EventRows
            key={rest.isNarrow ? 'cards' : 'table'}
            {...rest}
            events={events}
            bounds={query.bounds}
            hasMore={isCut}
            isStale={false}
            marks={arrivals}
            onNearEnd={doNothing}
            end={isCut ? 'To see older events, turn off live updates.' : 'No more events'}
          />
        )}
      </div>
      </RowsAndDetails>
    </div>
  );
}

/** Returns `true` while rows must not move: scrolled down, or under the pointer, the focus or a selection. */
function isReading(list: HTMLElement | null, bar: HTMLElement | null): boolean {
  if (!list || !bar) return false;
  const isScrolled = list.getBoundingClientRect().top < bar.getBoundingClientRect().bottom - 1;
  const isPointed = matchMedia('(hover: hover)').matches && list.matches(':hover');
  const focus = document.activeElement;
  const isFocused = list.contains(focus) || focus?.closest('[role="menu"]') != null;
  const selection = getSelection();
  const isSelected = selection !== null && !selection.isCollapsed && list.contains(selection.anchorNode);
  return isScrolled || isPointed || isFocused || isSelected;
}
