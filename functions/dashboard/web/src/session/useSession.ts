import { useSyncExternalStore } from 'react';
import { onSessionChange, sessionState, type SessionState } from './session';

/** Returns the state of the session. */
export function useSession(): SessionState {
  return useSyncExternalStore(onSessionChange, sessionState);
}
