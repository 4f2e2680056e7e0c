import { useSyncExternalStore } from 'react';
import type { FilterName } from '../api/types';

const labels = new Map<string, string>();
const listeners = new Set<() => void>();
let version = 0;

const keyOf = (by: FilterName, value: string) => `${by} ${value}`;

/** Remembers the name of a value, such as that of a user, so that a filter by its ID can show it. */
export function rememberLabel(by: FilterName, value: string, label: string): void {
  if (labels.get(keyOf(by, value)) === label) return;
  labels.set(keyOf(by, value), label);
  version += 1;
  for (const listener of listeners) listener();
}

/** Returns the remembered name of a value. */
export function rememberedLabel(by: FilterName, value: string): string | undefined {
  return labels.get(keyOf(by, value));
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => {
    listeners.delete(listener);
  };
}

/** Renders a component again when a name becomes known. */
export function useValueLabels(): void {
  useSyncExternalStore(subscribe, () => version);
}
