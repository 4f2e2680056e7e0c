import { formatBetween } from '../time/format';
import { clipBands, type Band } from './bands';

const MAX_GAPS = 3;

/** Returns when the monitor was off in a range, newest first. Returns `null` if it was not, or if it was always off. */
export function gapsText(bands: readonly Band[], from: number, to: number, zone: string): string | null {
  // Not clipped: a gap can start or end outside the range.
  const isIn = (band: Band) => clipBands([band], from, to).length > 0;
  const gaps = bands.filter((band) => band.kind === 'off' && isIn(band));
  if (gaps.length === 0 || gaps.every((gap) => gap.from === -Infinity && gap.to === Infinity)) return null;
  const texts = gaps.slice(0, MAX_GAPS).map((gap) => formatBetween(gap.from, gap.to, zone));
  const rest = gaps.length > MAX_GAPS ? ` and ${gaps.length - MAX_GAPS} more` : '';
  return `Off ${texts.join(', ')}${rest}`;
}
