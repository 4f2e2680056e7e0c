import { formatTime } from '../time/format';

/** A text below a count. `isPartial` if the count, or its comparison, is not of everything. */
export type Note = { text: string; isPartial: boolean };

/** Returns how far a count got: `Counted back to 3 Nov 12:00:00`. */
export function countedText({ counted_from: since }: { counted_from?: string | null }, zone: string): string {
  return since ? `Counted back to ${formatTime(since, zone)}` : 'Not counted in full';
}
