import { formatInput } from '../time/format';
import { zoneLabel } from '../time/zone';

/** Returns bounds of time as text, to follow "Events". */
export function boundsText({ from, to }: { from?: string | null; to?: string | null }, zone: string): string {
  const text = (time: string) => formatInput(Date.parse(time), zone);
  const parts = [from && `from ${text(from)}`, to && `to ${text(to)}`].filter(Boolean);
  return parts.length > 0 ? `${parts.join(' ')} ${zoneLabel(zone)}` : 'of all time';
}
