import type { Export } from '../api/exports';
import { formatBytes, formatCount } from '../time/format';

/** Says how far an export is. */
export function progressText(one: Export): string {
  const rows = `${formatCount(one.rows)} ${one.rows === 1 ? 'row' : 'rows'}`;
  switch (one.status) {
    case 'pending':
      return one.position ? `Waiting, number ${formatCount(one.position)} in the queue` : 'Waiting';
    case 'running':
      return `${rows} so far`;
    case 'ready':
      return `${rows}, ${formatBytes(one.bytes)}`;
    case 'failed':
      return `Failed: ${reasonText(one.incomplete_reason)}`;
    case 'expired':
      return 'The file was removed after its time';
  }
}

/** Says why a file is not whole, or not there. */
export function reasonText(reason: string | null | undefined): string {
  switch (reason) {
    case 'retention':
      return 'some of the time asked for was no longer kept';
    case 'details_hidden':
      return 'details were hidden before it was written';
    case 'too_large':
      return 'it became too large; ask for a shorter time';
    case 'no_progress':
      return 'it could not be written; ask for it again';
    default:
      return 'the reason is not known';
  }
}
