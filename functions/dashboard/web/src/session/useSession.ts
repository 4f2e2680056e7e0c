import { useSyncExternalStore } from 'react';
import { onSessionChange, sessionState, type SessionState } from './session';

/** Returns what is known of who sits at the browser. */
export function useSession(): SessionState {
  return useSyncExternalStore(onSessionChange, sessionState);
}
