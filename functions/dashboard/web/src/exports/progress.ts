import type { Export } from '../api/types';
import { formatBytes, formatCount, formatTime } from '../time/format';
import { zoneLabel } from '../time/zone';

/** Says how far an export is. */
export function progressText(one: Export, zone: string): string {
  const rows = `${formatCount(one.rows)} ${one.rows === 1 ? 'row' : 'rows'}`;
  switch (one.status) {
    case 'pending':
      return one.position ? `Waiting, number ${formatCount(one.position)} in the queue` : 'Waiting';
    case 'running':
      return one.reached ? `${rows} so far, read up to ${formatTime(one.reached, zone)} ${zoneLabel(zone)}` : `${rows} so far`;
    case 'ready':
      return `${rows}, ${formatBytes(one.bytes)}`;
    case 'failed':
      return `Failed: ${reasonText(one.incomplete_reason)}`;
    case 'expired':
      return 'The file has expired and was removed';
  }
}

/** Says whether a ready file is whole. */
export function completeText({ complete, incomplete_reason: reason }: Export): string {
  return complete ? 'Complete: every matching event that was recorded when it was requested' : `Incomplete: ${reasonText(reason)}`;
}

/** Says why a file is not whole, or not there. */
export function reasonText(reason: string | null | undefined): string {
  switch (reason) {
    case 'retention':
      return 'some events of the requested time were no longer kept';
    case 'details_hidden':
      return 'details were hidden before it was written';
    case 'too_large':
      return 'the file became too large; choose a shorter time';
    case 'no_progress':
      return 'it could not be written; start it again';
    default:
      return 'the reason is not known';
  }
}
