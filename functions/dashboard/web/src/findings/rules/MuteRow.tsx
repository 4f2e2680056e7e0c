import { Button } from '@mantine/core';
import { Link } from 'wouter';
import type { Mute } from '../../api/types';
import { userLabel } from '../../api/users';
import { findingsUrl } from '../findingView';
import { formatTime, plural } from '../../time/format';
import table from '../../ui/table.module.css';
import { UntrustedText } from '../../ui/UntrustedText';
import { muteSubjectText } from './muteText';

type Props = {
  mute: Mute;
  zone: string;
  /** `null` if the user cannot end it. */
  onEnd: (() => void) | null;
};

/** One mute of the list. */
export function MuteRow({ mute, zone, onEnd }: Props) {
  const { id, title, subject, reason, created_at: createdAt, created_by: by, hidden, state } = mute;
  return (
    <tr>
      <td>{title}</td>
      <td><UntrustedText text={muteSubjectText(subject)} /></td>
      <td><UntrustedText text={reason} /></td>
      <td className={table.nowrap}>{endText(mute, zone)}</td>
      <td>
        <span className={table.nowrap}>{formatTime(createdAt, zone)}</span>
        <div className={table.muted}><UntrustedText text={userLabel(by)} /></div>
      </td>
      <td className={table.nowrap}>{hidden === 0 ? 'None' : <Link href={findingsUrl({ state: 'all', mute: id, muted: true })}>{plural(hidden, 'finding')}</Link>}</td>
      <td>
        {onEnd && state === 'active' && (
          <Button variant="default" size="compact-xs" aria-label={`End the mute of ${title}`} onClick={onEnd}>
            End now
          </Button>
        )}
      </td>
    </tr>
  );
}

function endText({ state, until, deleted_at: deleted }: Mute, zone: string): string {
  const end = formatTime(deleted ?? until, zone);
  return state === 'ended' ? `Ended ${end}` : end;
}
