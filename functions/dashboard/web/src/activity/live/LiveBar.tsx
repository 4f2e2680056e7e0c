import { Button } from '@mantine/core';
import { useEffect, useState, type RefObject } from 'react';
import { plural } from '../../time/format';
import { errorText } from '../../ui/ErrorState';
import styles from './live.module.css';
import { statusOf, type Poll } from './poll';
import { useAnnouncement } from './useAnnouncement';

type Props = {
  bar: RefObject<HTMLElement | null>;
  poll: Poll;
  count: number;
  waitingCount: number;
  isPaused: boolean;
  onPause: () => void;
  onShow: () => void;
  onRetry: () => void;
  onRestart: () => void;
};

/** Says whether events arrive and how many wait, and pauses. It stays visible above the rows. */
export function LiveBar({ bar, poll, count, waitingCount, isPaused, onPause, onShow, onRetry, onRestart }: Props) {
  const status = statusOf(poll);
  // The button is in place of the text, so that the bar keeps its height on narrow screens.
  const waits = waitingCount > 0 && !isPaused;
  const announcement = useAnnouncement(count);
  return (
    <section ref={bar} className={styles.bar} aria-label="Live updates" tabIndex={-1} data-status={isPaused && status === 'on' ? 'paused' : status}>
      {status !== 'stopped' && (
        <Button className={styles.pause ?? ''} variant="default" size="compact-xs" onClick={onPause}>
          {isPaused ? 'Resume' : 'Pause'}
        </Button>
      )}
      <span className={styles.dot} aria-hidden="true" />
      {status === 'interrupted' ? (
        <>
          <span>
            Live updates are interrupted; <Countdown until={poll.nextAt} />
          </span>
          <Button variant="default" size="compact-xs" onClick={onRetry}>
            Try now
          </Button>
        </>
      ) : status === 'stopped' ? (
        <>
          <span>Live updates have stopped. {errorText(poll.error)}</span>
          <Button variant="default" size="compact-xs" onClick={onRestart}>
            Try again
          </Button>
        </>
      ) : waits ? null : (
        <span>{isPaused ? 'Paused' : status === 'starting' ? 'Live updates start…' : 'Live · newest arrivals first'}</span>
      )}
      {isPaused && waitingCount > 0 && <span>{plural(waitingCount, 'new event')} waiting</span>}
      {waits && (
        <Button size="compact-xs" onClick={onShow}>
          {plural(waitingCount, 'new event')} · Show
        </Button>
      )}
      <span className="visually-hidden" role="status">
        {SPOKEN[isPaused && status === 'on' ? 'paused' : status]}
      </span>
      <span className="visually-hidden" role="status">
        {announcement}
      </span>
    </section>
  );
}

// Without the seconds, which would be read each second.
const SPOKEN = {
  starting: '',
  on: 'Live updates are on',
  paused: 'Live updates are paused',
  interrupted: 'Live updates are interrupted',
  stopped: 'Live updates have stopped',
};

function Countdown({ until }: { until: number }) {
  const [now, setNow] = useState(() => Date.now());
  useEffect(() => {
    const timer = setInterval(() => { setNow(Date.now()); }, 250);
    return () => {
      clearInterval(timer);
    };
  }, []);
  const seconds = Math.ceil((until - now) / 1000);
  return seconds > 0 ? `trying again in ${seconds} s` : 'trying again…';
}
