import { Loader } from '@mantine/core';
import type { Key } from '../../api/types';
import { formatTime } from '../../time/format';
import { errorText } from '../../ui/ErrorState';
import styles from './onboarding.module.css';

export type FirstEventState = 'revoked' | 'waiting' | 'unrecorded' | 'received';

/** Returns how far the first event of a key got. */
export function firstEventState({ first_event_at: first, last_used_at: used, revoked_at: revoked }: Key): FirstEventState {
  if (first != null) return 'received';
  if (revoked != null) return 'revoked';
  return used == null ? 'waiting' : 'unrecorded';
}

/** Whether the first event arrived. The text changes while the page is open. */
export function FirstEventStatus({ productKey, error }: { productKey: Key; error: unknown }) {
  const state = firstEventState(productKey);
  return (
    <div className={styles.status} data-state={state}>
      {(state === 'waiting' || state === 'unrecorded') && error == null && <Loader size="xs" type="dots" aria-hidden="true" />}
      <div role="status">
        {state === 'received' && (
          <strong>First event received ✓ {formatTime(productKey.first_event_at ?? '', 'UTC')} UTC</strong>
        )}
        {state === 'revoked' && <strong>This key is revoked. Events sent with it are refused.</strong>}
        {state === 'waiting' && <strong>Waiting for the first event</strong>}
        {state === 'unrecorded' && (
          <>
            <strong>A request with this key arrived, but no event is recorded yet: see its response for the reason.</strong>
            <p>
              The result <code>not_collected</code> with the reason <code>monitor_off</code> means that the activity monitor
              is off. The result <code>rejected</code> names the fields to correct.
            </p>
          </>
        )}
        {error != null && state !== 'received' && <p>This state may be old: it can’t be loaded. {errorText(error)}</p>}
      </div>
    </div>
  );
}
