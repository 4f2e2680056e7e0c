import { formatShare } from '../time/format';
import type { Bounds } from '../view/range';
import type { Bands } from './countLine';
import { coveredBy } from './histogram/bands';

/** Says why there are no events in a range, as far as it is known. */
export function whyNothing({ from, to }: Bounds, bands: Bands): string {
  if (bands === undefined) return 'Loading coverage…';
  if (bands === null || from === undefined || to === undefined) return 'It is not known whether the monitor was on.';
  const [start, end] = [Date.parse(from), Date.parse(to)];
  const off = coveredBy('off', bands, start, end);
  if (off === 0) return 'The monitor was on. Nothing happened, or the events are older than what is kept.';
  const share = formatShare(off, end - start);
  return off === end - start ? 'The monitor was off all the time.' : `The monitor was off ${share}. Nothing happened in the rest.`;
}
