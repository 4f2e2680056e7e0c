import { formatBetween } from '../../time/format';
import { clipBands, type Band } from './bands';

// Gaps to name in words.
const MOST = 3;

/** Returns when the monitor was off within a range, newest gap first, in words; null if it never was. */
export function gapsText(bands: readonly Band[], from: number, to: number, zone: string): string | null {
  // Whole periods: where one begins or ends outside the range is part of the answer.
  const isIn = (band: Band) => clipBands([band], from, to).length > 0;
  const gaps = bands.filter((band) => band.kind === 'off' && isIn(band));
  if (gaps.length === 0 || gaps.every((gap) => gap.from === -Infinity && gap.to === Infinity)) return null;
  const texts = gaps.slice(0, MOST).map((gap) => formatBetween(gap.from, gap.to, zone));
  const rest = gaps.length > MOST ? ` and ${gaps.length - MOST} more` : '';
  return `Off ${texts.join(', ')}${rest}`;
}
