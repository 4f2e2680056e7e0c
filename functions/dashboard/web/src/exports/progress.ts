import type { Export } from '../api/types';
import { formatBytes, formatCount, formatTime, plural } from '../time/format';
import { zoneLabel } from '../time/zone';

/** Returns the progress of an export as text. */
export function progressText(item: Export, zone: string): string {
  const rows = plural(item.rows, 'row');
  switch (item.status) {
    case 'pending':
      return item.position ? `Waiting, number ${formatCount(item.position)} in the queue` : 'Waiting';
    case 'running':
      return item.reached ? `${rows} so far, up to ${formatTime(item.reached, zone)} ${zoneLabel(zone)}` : `${rows} so far`;
    case 'ready':
      return `${rows}, ${formatBytes(item.bytes)}`;
    case 'failed':
      return `Failed: ${reasonText(item.incomplete_reason)}`;
    case 'expired':
      return 'Expired. The file was deleted.';
  }
}

/** Returns whether a ready file is complete, as text. */
export function completeText({ complete, incomplete_reason: reason }: Export): string {
  return complete ? 'Complete: every matching event that was recorded when the export was requested' : `Incomplete: ${reasonText(reason)}`;
}

/** Returns why a file is incomplete or missing. */
function reasonText(reason: string | null | undefined): string {
  switch (reason) {
    case 'retention':
      return 'some events in the requested range are no longer kept';
    case 'details_hidden':
      return 'details were hidden before the file was written';
    case 'too_large':
      return 'the file is too large. Export a shorter time range.';
    case 'no_progress':
      return 'the file could not be written. Start the export again.';
    default:
      return 'unknown reason';
  }
}
