import type { Summary } from '../api/types';

/** Returns the time that was counted. It is shorter than the requested one if counting stopped. */
export function countedRange({ from, to, complete, counted_from: since }: Pick<Summary, 'from' | 'to' | 'complete' | 'counted_from'>) {
  return { kind: 'exact' as const, from: complete ? from : (since ?? from), to };
}
