import { UserManager, WebStorageStateStore, type User } from 'oidc-client-ts';
import { loadConfig } from './config';

export type SessionState =
  | { status: 'starting' }
  | { status: 'signed_in' }
  /** The user signed out. They are not redirected to the provider. */
  | { status: 'signed_out' }
  /** The session could not be renewed. */
  | { status: 'ended' }
  | { status: 'failed'; message: string };

const SIGNED_OUT = 'signed-out';
const CALLBACK = '/callback';
// Renews a token before it can expire in transit.
const MARGIN_SECONDS = 15;

let state: SessionState = { status: 'starting' };
const listeners = new Set<() => void>();
let manager: UserManager | null = null;
let user: User | null = null;
let renewing: Promise<User> | null = null;

function update(next: SessionState) {
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

/** Starts the session: from the provider's redirect, from before a reload, or by redirecting to the provider. */
export async function startSession(): Promise<void> {
  try {
    manager = await createManager();
    if (location.pathname === CALLBACK) {
      const returnTo = await finishSignIn(manager);
      history.replaceState(null, '', returnTo);
    } else {
      user = await manager.getUser();
    }
    await resume();
  } catch (error) {
    update({ status: 'failed', message: error instanceof Error ? error.message : String(error) });
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
    // Per tab: closing the tab ends the session, and no later page can read it.
    userStore: new WebStorageStateStore({ store: sessionStorage }),
    automaticSilentRenew: true,
    // The provider's page must not be framed.
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
  // Only a path of this app: the state comes from the provider's redirect.
  return typeof returnTo === 'string' && /^\/(?!\/)/.test(returnTo) ? returnTo : '/';
}

async function resume(): Promise<void> {
  if (user && secondsLeft(user) <= MARGIN_SECONDS) {
    await renew().catch(() => {
      user = null;
    });
  }
  if (user) update({ status: 'signed_in' });
  else if (sessionStorage.getItem(SIGNED_OUT) !== null) update({ status: 'signed_out' });
  else await signIn();
}

function secondsLeft(user: User): number {
  return user.profile.exp - Date.now() / 1000;
}

/** Returns a valid token for the API. It is the ID token, the only one that has all claims with every provider. */
export async function token(): Promise<string> {
  const current = user && secondsLeft(user) > MARGIN_SECONDS ? user : await renew();
  if (!current.id_token) throw new Error('the provider returned no ID token: the scope openid is missing');
  return current.id_token;
}

/** Renews the token in the background. Concurrent calls share one renewal. */
export async function renew(): Promise<User> {
  renewing ??= renewOnce().finally(() => {
    renewing = null;
  });
  return renewing;
}

async function renewOnce(): Promise<User> {
  // Without a refresh token, renewal needs a frame, which is forbidden.
  const renewed = manager && user?.refresh_token ? await manager.signinSilent().catch(() => null) : null;
  if (!renewed || secondsLeft(renewed) <= 0) {
    if (state.status === 'starting') throw new Error('the sign-in cannot be renewed');
    update({ status: 'ended' });
    // Pending requests never finish, so the page shows no errors. Signing in loads it again.
    return new Promise<never>(() => undefined);
  }
  user = renewed;
  return renewed;
}

/** Redirects to the provider to sign in, and back to this URL afterwards. */
export async function signIn(): Promise<void> {
  const here = `${location.pathname}${location.search}`;
  await manager?.signinRedirect({ state: here === CALLBACK ? '/' : here });
}

/** Signs out, here and at the provider. */
export async function signOut(): Promise<void> {
  if (!manager) return;
  const endpoint = await manager.metadataService.getEndSessionEndpoint();
  sessionStorage.setItem(SIGNED_OUT, 'yes');
  if (endpoint) {
    // Cognito's names for the standard post_logout_redirect_uri.
    const extraQueryParams = { client_id: manager.settings.client_id, logout_uri: `${location.origin}/` };
    await manager.signoutRedirect({ extraQueryParams });
  } else {
    await manager.removeUser();
    location.assign('/');
  }
}
