import { useSyncExternalStore } from 'react';

const KEY = 'watched-exports';
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

function become(next: readonly string[]) {
  watched = next;
  sessionStorage.setItem(KEY, JSON.stringify(next));
  for (const listener of listeners) listener();
}

/** Shows the progress of an export wherever the person goes, also after a reload. */
export function watchExport(id: string): void {
  if (!watched.includes(id)) become([...watched, id]);
}

/** Stops showing it. The export goes on. */
export function unwatchExport(id: string): void {
  if (watched.includes(id)) become(watched.filter((one) => one !== id));
}

/** The exports whose progress is shown. */
export function useWatchedExports(): readonly string[] {
  return useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => watched,
  );
}
