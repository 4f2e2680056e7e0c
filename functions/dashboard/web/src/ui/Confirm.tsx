import type { ComponentProps, ReactNode } from 'react';
import { Dialog } from './Dialog';
import { DialogForm } from './DialogForm';

type Props = Pick<ComponentProps<typeof DialogForm>, 'children' | 'action' | 'isPending' | 'error'> & {
  title: ReactNode;
  onConfirm: () => void;
  onClose: () => void;
};

/** Asks for confirmation before an action. */
export function Confirm({ title, onConfirm, onClose, ...form }: Props) {
  return (
    <Dialog onClose={onClose} title={title}>
      <DialogForm {...form} focusCancel onSubmit={onConfirm} onCancel={onClose} />
    </Dialog>
  );
}
