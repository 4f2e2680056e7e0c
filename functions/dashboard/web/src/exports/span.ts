import { formatInput } from '../time/format';
import { zoneLabel } from '../time/zone';

/** Says from when to when. */
export function spanText({ from, to }: { from?: string | null; to?: string | null }, zone: string): string {
  const text = (time: string) => formatInput(Date.parse(time), zone);
  const parts = [from && `from ${text(from)}`, to && `to ${text(to)}`].filter(Boolean);
  return parts.length > 0 ? `${parts.join(' ')} ${zoneLabel(zone)}` : 'of all time that is kept';
}
