import type { ComponentProps, ReactNode } from 'react';
import { Dialog } from './Dialog';
import { KeySecret } from './KeySecret';

type Props = Omit<ComponentProps<typeof KeySecret>, 'secret'> & {
  title: string;
  size?: string;
  /** The state of the request that creates the key. */
  create: { isPending: boolean; data: { secret: string } | undefined };
  /** The form, until the key is created. */
  children: ReactNode;
};

/** A dialog that creates a key and shows its secret once. */
export function CreateKey({ title, size = 'md', create, children, ...secret }: Props) {
  // Closing the dialog loses a secret that is loading or shown, so only its own button closes it.
  const holdsSecret = create.isPending || create.data !== undefined;
  return (
    <Dialog
      size={size}
      onClose={holdsSecret ? () => undefined : secret.onClose}
      closeOnEscape={!holdsSecret}
      closeOnClickOutside={!holdsSecret}
      withCloseButton={!holdsSecret}
      title={create.data ? 'Copy the secret' : title}
    >
      {create.data ? <KeySecret secret={create.data.secret} {...secret} /> : children}
    </Dialog>
  );
}
