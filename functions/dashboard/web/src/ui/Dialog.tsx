import { Modal, type ModalProps } from '@mantine/core';
import { useReturnFocus } from './focus';

type Props = Omit<ModalProps, 'opened' | 'returnFocus'>;

/** A dialog that is open while it is mounted. Closing returns the focus. */
export function Dialog(props: Props) {
  useReturnFocus();
  return <Modal closeButtonProps={{ 'aria-label': 'Close' }} transitionProps={{ duration: 0 }} {...props} opened returnFocus={false} />;
}
