import type { Coverage } from '../api/coverage';

/** A time without the monitor, in milliseconds. `by` turned it off: `null` if it was not on before. */
export type OffPeriod = { from: number; to: number; by: string | null };

/** Returns the times in which the monitor was off between two times, newest first. Times that touch are one. */
export function offPeriods({ periods }: Coverage, from: number, to: number): OffPeriod[] {
  const found: OffPeriod[] = [];
  for (const period of periods) {
    const start = period.from ? Date.parse(period.from) : -Infinity;
    const end = period.to ? Date.parse(period.to) : Infinity;
    if (period.status !== 'off' || start >= to || end <= from) continue;
    const { changed_by: by } = period;
    const next: OffPeriod = { from: start, to: end, by: by ? (by.name ?? by.email ?? by.id) : null };
    const last = found.at(-1);
    if (last?.from === end) found[found.length - 1] = { ...next, to: last.to };
    else found.push(next);
  }
  return found;
}
