import { Button } from '@mantine/core';
import type { ReactNode } from 'react';
import { Dialog } from '../ui/Dialog';
import { errorText, RequestId } from '../ui/ErrorState';
import { Notice } from '../ui/Notice';
import styles from './settings.module.css';

type Props = {
  title: ReactNode;
  children: ReactNode;
  /** The text of the button that confirms. */
  action: string;
  isPending: boolean;
  error: unknown;
  onConfirm: () => void;
  onClose: () => void;
};

/** Asks once, in words, before something is done. */
export function Confirm({ title, children, action, isPending, error, onConfirm, onClose }: Props) {
  return (
    <Dialog onClose={onClose} title={title}>
      <div className={styles.confirm}>
        {children}
        {error !== null && (
          <Notice tone="red">
            {errorText(error)} <RequestId error={error} />
          </Notice>
        )}
        <div className={styles.buttons}>
          <Button variant="default" onClick={onClose} data-autofocus>
            Cancel
          </Button>
          <Button loading={isPending} onClick={onConfirm}>
            {action}
          </Button>
        </div>
      </div>
    </Dialog>
  );
}
