import { formatTime } from '../../time/format';
import { LAST, type Range } from '../../view/range';

/** Returns a range as text, in an IANA zone. */
export function rangeText(range: Range, zone: string): string {
  switch (range.kind) {
    case 'last':
      return LAST[range.last].label;
    case 'all':
      return 'All time';
    case 'exact':
      return `${formatTime(range.from, zone)} – ${formatTime(range.to, zone)}`;
  }
}
