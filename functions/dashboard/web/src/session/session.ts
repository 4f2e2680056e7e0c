import { UserManager, WebStorageStateStore, type User } from 'oidc-client-ts';
import { loadConfig } from './config';

/** What is known of who sits at the browser. */
export type SessionState =
  | { status: 'starting' }
  | { status: 'signed_in' }
  /** They signed out, and are not sent to sign in again unasked. */
  | { status: 'signed_out' }
  /** They were signed in, and it could not be renewed. */
  | { status: 'ended' }
  | { status: 'failed'; message: string };

const SIGNED_OUT = 'signed-out';
const CALLBACK = '/callback';
// A token that dies on its way is refused: it is renewed this much before.
const MARGIN_SECONDS = 15;

let state: SessionState = { status: 'starting' };
const listeners = new Set<() => void>();
let manager: UserManager | null = null;
let user: User | null = null;
let renewing: Promise<User> | null = null;

function become(next: SessionState) {
  state = next;
  for (const listener of listeners) listener();
}

export function sessionState(): SessionState {
  return state;
}

export function onSessionChange(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** Finds out who sits here: from an answer of the provider, from before a reload, or by sending them there. */
export async function startSession(): Promise<void> {
  try {
    manager = await createManager();
    if (location.pathname === CALLBACK) {
      const returnTo = await finishSignIn(manager);
      history.replaceState(null, '', returnTo);
    } else {
      user = await manager.getUser();
    }
    await settle();
  } catch (error) {
    become({ status: 'failed', message: error instanceof Error ? error.message : String(error) });
  }
}

async function createManager(): Promise<UserManager> {
  const config = await loadConfig();
  const created = new UserManager({
    authority: config.issuer,
    client_id: config.client_id,
    scope: config.scopes,
    redirect_uri: `${location.origin}${CALLBACK}`,
    post_logout_redirect_uri: `${location.origin}/`,
    // A tab's own: what is closed is forgotten, and no other page's script finds it later.
    userStore: new WebStorageStateStore({ store: sessionStorage }),
    automaticSilentRenew: true,
    // Signing in elsewhere is the provider's matter, and its page may not be framed.
    monitorSession: false,
  });
  created.events.addUserLoaded((loaded) => {
    user = loaded;
  });
  return created;
}

async function finishSignIn(manager: UserManager): Promise<string> {
  const signedIn = await manager.signinRedirectCallback();
  user = signedIn;
  sessionStorage.removeItem(SIGNED_OUT);
  const returnTo = signedIn.state;
  // Only an address of this app: the state comes back through the provider.
  return typeof returnTo === 'string' && /^\/(?!\/)/.test(returnTo) ? returnTo : '/';
}

async function settle(): Promise<void> {
  if (user && secondsLeft(user) <= MARGIN_SECONDS) {
    await renew().catch(() => {
      user = null;
    });
  }
  if (user) become({ status: 'signed_in' });
  else if (sessionStorage.getItem(SIGNED_OUT) !== null) become({ status: 'signed_out' });
  else await signIn();
}

function secondsLeft(user: User): number {
  return user.profile.exp - Date.now() / 1000;
}

/** Returns a token for the API that is still good. It is the ID token: only it has every claim everywhere. */
export async function token(): Promise<string> {
  const current = user && secondsLeft(user) > MARGIN_SECONDS ? user : await renew();
  if (!current.id_token) throw new Error('the provider gave no ID token; the scope openid is missing');
  return current.id_token;
}

/** Gets a new token without the person, once for all who ask meanwhile. */
export async function renew(): Promise<User> {
  renewing ??= renewOnce().finally(() => {
    renewing = null;
  });
  return renewing;
}

async function renewOnce(): Promise<User> {
  // Without a refresh token the provider would have to be framed, and it may not be.
  const renewed = manager && user?.refresh_token ? await manager.signinSilent().catch(() => null) : null;
  if (!renewed || secondsLeft(renewed) <= 0) {
    if (state.status === 'starting') throw new Error('the sign-in cannot be renewed');
    become({ status: 'ended' });
    // Whoever waits for a token waits until the person has signed in, which loads the page anew: what they
    // see stays until then, and is no error.
    return new Promise<never>(() => undefined);
  }
  user = renewed;
  return renewed;
}

/** Sends the person to sign in, and afterwards back to this very view. */
export async function signIn(): Promise<void> {
  const here = `${location.pathname}${location.search}`;
  await manager?.signinRedirect({ state: here === CALLBACK ? '/' : here });
}

/** Signs the person out here and at the provider. */
export async function signOut(): Promise<void> {
  if (!manager) return;
  const endpoint = await manager.metadataService.getEndSessionEndpoint();
  sessionStorage.setItem(SIGNED_OUT, 'yes');
  if (endpoint) {
    // Cognito has names of its own for what the standard calls post_logout_redirect_uri.
    const extraQueryParams = { client_id: manager.settings.client_id, logout_uri: `${location.origin}/` };
    await manager.signoutRedirect({ extraQueryParams });
  } else {
    await manager.removeUser();
    location.assign('/');
  }
}
