import { Modal, type ModalProps } from '@mantine/core';
import { useReturnFocus } from './focus';

type Props = Omit<ModalProps, 'opened' | 'returnFocus'>;

/** A dialog that is open as long as it is there. Afterwards the focus is where it was before. */
export function Dialog(props: Props) {
  useReturnFocus();
  return <Modal closeButtonProps={{ 'aria-label': 'Close' }} transitionProps={{ duration: 0 }} {...props} opened returnFocus={false} />;
}
