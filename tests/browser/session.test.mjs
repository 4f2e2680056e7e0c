// Sign-in, sign-out, renewal and the end of a session.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { signInAs } from './browser.mjs';
import { cellTexts, queryOf, settled } from './page.mjs';
import { setUp } from './setup.mjs';

describe('Sessions', () => {
  const suite = setUp(200);

  test('sign_in_returns_to_url_and_sign_out_ends_session', async () => {
    const { page, context, faults } = await suite.open({ person: 'admin', path: '/activity?last=30d&source=account' });
    assert.equal(queryOf(page).toString(), 'source=account&last=30d&zone=UTC');
    assert.equal(queryOf(page).get('code'), null);
    await page.getByRole('button', { name: 'Tomás Herrera (admin)' }).click();
    await page.getByRole('menuitem', { name: 'Sign out' }).click();
    await page.getByText('You’re signed out').waitFor();
    assert.equal(await page.evaluate(() => Object.keys(sessionStorage).filter((key) => key.startsWith('oidc.user')).length), 0);
    await page.reload();
    await page.getByText('You’re signed out').waitFor();
    await page.getByRole('button', { name: 'Sign in' }).click();
    await signInAs(page, 'member');
    await page.getByRole('heading', { name: 'My account' }).waitFor();
    assert.deepEqual(faults, []);
    await context.close();
  });

  test('token_about_to_expire_is_renewed', async () => {
    const { page, context } = await suite.open({ person: 'admin', path: '/activity?last=30d' });
    await settled(page);
    const before = await session(page);
    await expire(page, { refresh: before.refresh_token });
    await page.reload();
    await settled(page);
    const after = await session(page);
    assert.notEqual(after.id_token, before.id_token);
    assert.ok((await cellTexts(page, 'time')).length > 0);
    await context.close();
  });

  test('token_rejected_is_renewed_and_request_retried', async () => {
    const { page, context } = await suite.open({ person: 'admin', path: '/activity?last=30d' });
    await settled(page);
    const before = await session(page);
    // As after a change of the provider's keys: the token is not expired, but invalid.
    await change(page, (user) => ({ ...user, id_token: user.id_token.slice(0, -6) + 'AAAAAA' }));
    await page.reload();
    await settled(page);
    assert.notEqual((await session(page)).id_token, before.id_token);
    await context.close();
  });

  test('renewal_failed_keeps_page_until_sign_in', async () => {
    const { page, context } = await suite.open({ person: 'auditor', path: '/activity?last=30d&source=pass' });
    await settled(page);
    const rows = await cellTexts(page, 'time');
    await page.route('**/v1/**', (route) => route.fulfill({ status: 403, contentType: 'application/json', body: '{"message":"Forbidden"}' }));
    await page.route('**/dev/oidc/token', (route) => route.fulfill({ status: 400, contentType: 'application/json', body: '{"error":"invalid_grant"}' }));
    await page.getByRole('button', { name: 'Refresh' }).click();
    await page.getByRole('dialog', { name: 'Your session has ended' }).waitFor();
    assert.deepEqual(await cellTexts(page, 'time'), rows);
    await page.unrouteAll();
    await page.getByRole('button', { name: 'Sign in' }).click();
    await signInAs(page, 'auditor');
    assert.equal(queryOf(page).toString(), 'source=pass&last=30d&zone=UTC');
    await settled(page);
    assert.deepEqual(await cellTexts(page, 'time'), rows);
    await context.close();
  });

  test('tab_with_expired_session_asks_to_sign_in', async () => {
    const { page, context } = await suite.open({ person: 'admin', path: '/activity?last=24h' });
    await settled(page);
    await expire(page, { refresh: 'not-a-token' });
    await page.reload();
    await signInAs(page, 'admin');
    assert.equal(queryOf(page).get('last'), '24h');
    await context.close();
  });

  test('tokens_are_stored_per_tab', async () => {
    const { page, context } = await suite.open({ person: 'admin' });
    assert.equal(await page.evaluate(() => JSON.stringify(localStorage).includes('token')), false);
    assert.deepEqual(await context.cookies(), []);
    await context.close();
  });
});

/** Returns the stored session. */
async function session(page) {
  return page.evaluate(() => {
    const key = Object.keys(sessionStorage).find((key) => key.startsWith('oidc.user'));
    return JSON.parse(sessionStorage.getItem(key));
  });
}

async function change(page, how) {
  const user = how(await session(page));
  await page.evaluate((user) => {
    const key = Object.keys(sessionStorage).find((key) => key.startsWith('oidc.user'));
    sessionStorage.setItem(key, JSON.stringify(user));
  }, user);
}

/** Makes the session expire. */
async function expire(page, { refresh }) {
  await change(page, (user) => {
    const past = Math.floor(Date.now() / 1000) - 60;
    return { ...user, expires_at: past, profile: { ...user.profile, exp: past }, refresh_token: refresh };
  });
}
