// Signing in and out, and what happens when that ends by itself.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { open, signInAs, startBrowser } from './browser.mjs';
import { cellTexts, search, settled } from './page.mjs';
import { startStack } from './stack.mjs';

describe('Sessions', () => {
  let stack;
  let browser;

  before(async () => {
    [stack, browser] = await Promise.all([startStack({ demoEvents: 200 }), startBrowser()]);
  });
  after(async () => {
    await browser?.close();
    await stack?.stop();
  });

  test('signing in leads to where one wanted to go, and signing out leads out', async () => {
    const { page, context, faults } = await open(browser, stack, { person: 'admin', path: '/activity?last=30d&source=account' });
    assert.equal(search(page).toString(), 'source=account&last=30d&zone=UTC');
    assert.equal(search(page).get('code'), null);
    await page.getByRole('button', { name: /Tomás Herrera/ }).click();
    await page.getByRole('menuitem', { name: 'Sign out' }).click();
    await page.getByText('You’re signed out').waitFor();
    assert.equal(await page.evaluate(() => Object.keys(sessionStorage).filter((key) => key.startsWith('oidc.user')).length), 0);
    await page.reload();
    await page.getByText('You’re signed out').waitFor();
    await page.getByRole('button', { name: 'Sign in' }).click();
    await signInAs(page, 'member');
    await page.getByRole('heading', { name: 'My activity' }).waitFor();
    assert.deepEqual(faults, []);
    await context.close();
  });

  test('a token that is about to expire is renewed unasked', async () => {
    const { page, context } = await open(browser, stack, { person: 'admin', path: '/activity?last=30d' });
    await settled(page);
    const before = await session(page);
    await age(page, { refresh: before.refresh_token });
    await page.reload();
    await settled(page);
    const after = await session(page);
    assert.notEqual(after.id_token, before.id_token);
    assert.ok((await cellTexts(page, 'time')).length > 0);
    await context.close();
  });

  test('a token that is refused is renewed, and the question asked again', async () => {
    const { page, context } = await open(browser, stack, { person: 'admin', path: '/activity?last=30d' });
    await settled(page);
    const before = await session(page);
    // As if the provider had changed its keys: the token is still young, and no longer good.
    await change(page, (user) => ({ ...user, id_token: user.id_token.slice(0, -6) + 'AAAAAA' }));
    await page.reload();
    await settled(page);
    assert.notEqual((await session(page)).id_token, before.id_token);
    await context.close();
  });

  test('where it cannot be renewed, what one sees stays, and signing in leads back to it', async () => {
    const { page, context } = await open(browser, stack, { person: 'auditor', path: '/activity?last=30d&source=pass' });
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
    assert.equal(search(page).toString(), 'source=pass&last=30d&zone=UTC');
    await settled(page);
    assert.deepEqual(await cellTexts(page, 'time'), rows);
    await context.close();
  });

  test('a tab that wakes up after everything has expired asks to sign in', async () => {
    const { page, context } = await open(browser, stack, { person: 'admin', path: '/activity?last=24h' });
    await settled(page);
    await age(page, { refresh: 'not-a-token' });
    await page.reload();
    await signInAs(page, 'admin');
    assert.equal(search(page).get('last'), '24h');
    await context.close();
  });

  test('the tokens of a sign-in are the tab’s own', async () => {
    const { page, context } = await open(browser, stack, { person: 'admin' });
    assert.equal(await page.evaluate(() => JSON.stringify(localStorage).includes('token')), false);
    assert.deepEqual(await context.cookies(), []);
    await context.close();
  });
});

/** What the app keeps of the sign-in. */
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

/** Makes the sign-in an hour older than it is. */
async function age(page, { refresh }) {
  await change(page, (user) => {
    const past = Math.floor(Date.now() / 1000) - 60;
    return { ...user, expires_at: past, profile: { ...user.profile, exp: past }, refresh_token: refresh };
  });
}
