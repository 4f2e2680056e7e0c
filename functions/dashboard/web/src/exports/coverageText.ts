import type { Export } from '../api/types';
import { gapText, missingText, type Bands } from '../charts/coverageText';
import { capitalized } from '../ui/words';

/** Returns whether the monitor was on in the time of an export. What was recorded after the request does not count. */
export function coverageText({ from, to, created_at: requested }: Export, bands: Bands): string {
  if (bands === undefined) return 'Loading…';
  if (bands === null) return 'Unknown: coverage couldn’t be loaded';
  const [start, end] = [Date.parse(from), Math.min(Date.parse(to), Date.parse(requested))];
  if (end <= start) return 'Nothing was recorded yet';
  const details = gapText('no_details', bands, start, end);
  const missing = missingText(bands, start, end) ?? 'monitor on throughout';
  return capitalized(details === null ? missing : `${missing} · ${details}`);
}
