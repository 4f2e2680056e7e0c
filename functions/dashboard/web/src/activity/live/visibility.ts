import { useSyncExternalStore } from 'react';

/** Returns `true` while the tab is visible. */
export function useVisible(): boolean {
  return useSyncExternalStore(
    (listener) => {
      document.addEventListener('visibilitychange', listener);
      return () => {
        document.removeEventListener('visibilitychange', listener);
      };
    },
    () => document.visibilityState === 'visible',
  );
}
