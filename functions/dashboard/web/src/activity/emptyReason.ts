import { formatShare } from '../time/format';
import type { Bounds } from '../view/range';
import { coveredBy } from '../charts/bands';
import type { Bands } from '../charts/coverageText';

/** Returns why a range has no events, if known. */
export function emptyReason({ from, to }: Bounds, bands: Bands): string {
  if (bands === undefined) return 'Loading coverage…';
  if (bands === null || from === undefined || to === undefined) return 'Coverage is unknown for this time range.';
  const [start, end] = [Date.parse(from), Date.parse(to)];
  const off = coveredBy('off', bands, start, end);
  if (off === 0) return 'The monitor was on. Either nothing happened, or the events are older than the retention period.';
  const share = formatShare(off, end - start);
  return off === end - start ? 'The monitor was off for the whole range.' : `The monitor was off for ${share}. Nothing was recorded in the remaining time.`;
}
