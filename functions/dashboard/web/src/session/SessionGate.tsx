import { Button, Modal } from '@mantine/core';
import type { ReactNode } from 'react';
import { Loading } from '../ui/Loading';
import { State, StateText } from '../ui/State';
import { signIn } from './session';
import { useSession } from './useSession';

/** Shows the app to signed-in users. When the session ends, the page stays visible below a dialog. */
export function SessionGate({ children }: { children: ReactNode }) {
  const session = useSession();
  switch (session.status) {
    case 'starting':
      return <Loading text="Signing you in…" />;
    case 'signed_out':
      return (
        <main>
          <State isPage title="You’re signed out" actions={<SignInButton />}>
            <StateText>On a shared computer, close this tab.</StateText>
          </State>
        </main>
      );
    case 'failed':
      return (
        <main>
          <State isPage title="Sign-in failed" actions={<SignInButton />}>
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
            <State title="Sign in to continue" actions={<SignInButton />}>
              <StateText>You’ll return to this page, with the same filters.</StateText>
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
