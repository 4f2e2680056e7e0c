import { Button, Modal } from '@mantine/core';
import type { ReactNode } from 'react';
import { Loading } from '../ui/Loading';
import { State, StateText } from '../ui/State';
import { signIn } from './session';
import { useSession } from './useSession';

/** Shows the app to who is signed in. When that ends, what they see stays, under a question. */
export function SessionGate({ children }: { children: ReactNode }) {
  const session = useSession();
  switch (session.status) {
    case 'starting':
      return <Loading what="Signing you in…" />;
    case 'signed_out':
      return (
        <main>
          <State isPage title="You are signed out" actions={<SignInButton />}>
            <StateText>Close this tab if others use this computer.</StateText>
          </State>
        </main>
      );
    case 'failed':
      return (
        <main>
          <State isPage title="You could not be signed in" actions={<SignInButton />}>
            <StateText>{session.message}</StateText>
          </State>
        </main>
      );
    case 'signed_in':
      return children;
    case 'ended':
      return (
        <>
          {children}
          <Modal
            opened
            onClose={() => undefined}
            withCloseButton={false}
            title="Your session has ended"
            transitionProps={{ duration: 0 }}
          >
            <State title="Sign in again to go on" actions={<SignInButton />}>
              <StateText>You come back to this very view: all of it is in the address.</StateText>
            </State>
          </Modal>
        </>
      );
  }
}

function SignInButton() {
  return (
    <Button data-autofocus onClick={() => void signIn().catch(() => { location.reload(); })}>
      Sign in
    </Button>
  );
}
