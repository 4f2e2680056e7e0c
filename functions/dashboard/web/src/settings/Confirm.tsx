import { Button, Modal } from '@mantine/core';
import type { ReactNode } from 'react';
import { errorText, RequestId } from '../ui/ErrorState';
import { Notice } from '../ui/Notice';
import styles from './settings.module.css';

type Props = {
  title: string;
  children: ReactNode;
  /** What the button says that does it. */
  action: string;
  isPending: boolean;
  error: unknown;
  onConfirm: () => void;
  onClose: () => void;
};

/** Asks once, in words, before something is done. */
export function Confirm({ title, children, action, isPending, error, onConfirm, onClose }: Props) {
  return (
    <Modal opened onClose={onClose} title={title} closeButtonProps={{ 'aria-label': 'Close' }} transitionProps={{ duration: 0 }}>
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
    </Modal>
  );
}
