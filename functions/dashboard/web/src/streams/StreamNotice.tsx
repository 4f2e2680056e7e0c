import { Link, useLocation } from 'wouter';
import { useStreams } from '../api/streams';
import type { Stream } from '../api/types';
import { formatTime } from '../time/format';
import { Notice } from '../ui/Notice';
import { UntrustedText } from '../ui/UntrustedText';
import styles from './streams.module.css';

/** Warns about streams whose destination does not accept events. The pages of streams say so themselves. */
export default function StreamNotice() {
  const [path] = useLocation();
  const streams = useStreams().data ?? [];
  const stopped = streams.filter(({ state }) => state === 'failing' || state === 'disabled');
  const isHidden = path === '/streams' || path.startsWith('/streams/');
  return (
    <div className={styles.notices} role="status">
      {!isHidden &&
        stopped.map((stream) => (
          <Notice key={stream.id} tone={stream.state === 'disabled' ? 'red' : 'amber'}>
            <span>
              Stream{' '}
              <Link href={`/streams/${stream.id}`}>
                <UntrustedText text={stream.name} />
              </Link>{' '}
              {stateText(stream)}
            </span>
          </Notice>
        ))}
    </div>
  );
}

/** Returns what happened to a stream, and what happens next. */
export function stateText({ state, since, last_failure: failure, next_attempt_at: next }: Stream): string {
  const at = `${formatTime(since, 'UTC')} UTC${failure ? `: ${failure.reason}` : ''}.`;
  if (state === 'disabled') return `was disabled on ${at} Its events wait until an owner or admin resumes it.`;
  return `has been failing since ${at} Its events wait.${next ? ` Next attempt: ${formatTime(next, 'UTC')} UTC.` : ''}`;
}
