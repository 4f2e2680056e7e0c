import { useSyncExternalStore } from 'react';

const KEY = 'watched-exports';
// Started since the page was loaded.
const fresh = new Set<string>();
const listeners = new Set<() => void>();
let watched: readonly string[] = read();

function read(): readonly string[] {
  try {
    const stored: unknown = JSON.parse(sessionStorage.getItem(KEY) ?? '[]');
    return Array.isArray(stored) ? stored.filter((id) => typeof id === 'string') : [];
  } catch {
    return [];
  }
}

function update(next: readonly string[]) {
  watched = next;
  sessionStorage.setItem(KEY, JSON.stringify(next));
  for (const listener of listeners) listener();
}

/** Shows the progress of an export on every page, also after a reload. */
export function watchExport(id: string): void {
  fresh.add(id);
  if (!watched.includes(id)) update([...watched, id]);
}

/** Stops showing the progress of an export. The export continues. */
export function unwatchExport(id: string): void {
  if (watched.includes(id)) update(watched.filter((one) => one !== id));
}

/** Returns `true` once for an export that was started since the page was loaded. Its toast takes the focus. */
export function isFresh(id: string): boolean {
  return fresh.delete(id);
}

/** Returns the exports whose progress is shown. */
export function useWatchedExports(): readonly string[] {
  return useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => watched,
  );
}
