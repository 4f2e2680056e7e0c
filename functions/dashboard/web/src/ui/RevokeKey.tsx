import { Badge, Button } from '@mantine/core';
import type { UseMutationResult } from '@tanstack/react-query';
import { formatTime } from '../time/format';
import { showBidi } from './bidi';
import { Confirm } from './Confirm';
import styles from './table.module.css';
import { UntrustedText } from './UntrustedText';

type Key = { id: string; name: string; revoked_at?: string | null };

type CellProps = {
  apiKey: Key;
  zone: string;
  /** `null` if the user cannot revoke keys. */
  onRevoke: (() => void) | null;
};

/** The cell of a key with the button that revokes it, or when it was revoked. */
export function RevokeCell({ apiKey: { name, revoked_at: at }, zone, onRevoke }: CellProps) {
  return (
    <td className={styles.nowrap}>
      {at ? (
        <>
          <Badge variant="default" size="sm">
            Revoked
          </Badge>
          <div className={styles.muted}>{formatTime(at, zone)}</div>
        </>
      ) : onRevoke ? (
        <Button variant="default" size="compact-xs" aria-label={`Revoke ${showBidi(name)}`} onClick={onRevoke}>
          Revoke
        </Button>
      ) : (
        <span className={styles.muted}>Not revoked</span>
      )}
    </td>
  );
}

type ConfirmProps = {
  apiKey: Key;
  revoke: Pick<UseMutationResult<void, Error, string>, 'mutate' | 'isPending' | 'error'>;
  /** What no longer works. */
  text: string;
  onClose: () => void;
};

/** Asks for confirmation before a key is revoked. */
export function ConfirmRevoke({ apiKey: { id, name }, revoke, text, onClose }: ConfirmProps) {
  return (
    <Confirm
      title={<>Revoke <UntrustedText text={name} />?</>}
      action="Revoke key"
      isPending={revoke.isPending}
      error={revoke.error}
      onClose={onClose}
      onConfirm={() => { revoke.mutate(id, { onSuccess: onClose }); }}
    >
      <p>{text} This can’t be undone.</p>
    </Confirm>
  );
}
