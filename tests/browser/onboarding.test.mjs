// The first event of a new organization, from "Add organization" to "First event received".
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { describe, test } from 'node:test';
import { promisify } from 'node:util';
import { queryOf } from './page.mjs';
import { setUp } from './setup.mjs';

const run = promisify(execFile);

describe('Onboarding', () => {
  const suite = setUp(50);

  /** Runs the command on the page, as an operator would, and returns the result of its event. */
  async function sendAsShown(page) {
    await page.getByRole('button', { name: 'Copy curl' }).click();
    const shown = await page.locator('pre').innerText();
    await page.waitForFunction(async (shown) => (await navigator.clipboard.readText()) === shown, shown);
    const { stdout } = await run('sh', ['-c', shown.replace('curl ', 'curl -s ')]);
    return JSON.parse(stdout).results[0];
  }

  test('operator_adds_organization_until_first_event', async () => {
    const { page, context, faults } = await suite.open({ person: 'operator', path: '/organizations' });
    await context.grantPermissions(['clipboard-read', 'clipboard-write']);
    await page.getByRole('link', { name: 'Add organization' }).click();
    await page.getByLabel('ID', { exact: true }).fill('org_acme');
    await page.getByLabel('Name').fill('Acme');
    await page.getByRole('button', { name: 'Add organization' }).dblclick();
    await page.getByRole('button', { name: 'Use a known product' }).click();

    // The step before has a name too.
    await page.getByLabel('Account', { exact: true }).check();
    await page.getByLabel('Name').fill('Account, production');
    await page.getByRole('button', { name: 'Create key' }).click();
    await page.getByText('Waiting for the first event').waitFor();
    await page.getByText('An owner or admin of Acme turns it on in Settings').waitFor();
    const secret = await page.locator('code', { hasText: /^am_/ }).innerText();
    const stored = await page.evaluate(() => JSON.stringify([location.href, { ...localStorage }, { ...sessionStorage }, history.state]));
    assert.ok(!stored.includes(secret), stored);
    const { key: id } = Object.fromEntries(queryOf(page));
    const { organizations } = await suite.api('operator', 'GET', `/v1/keys/${id}`);
    assert.deepEqual(organizations, ['org_acme']);

    // Back shows what is done already, instead of forms that would repeat it.
    await page.goBack();
    await page.getByText(`The key ${id} for Acme is created.`).waitFor();
    await page.goBack();
    await page.getByRole('button', { name: 'Register a new product' }).waitFor();
    await page.goBack();
    await page.getByText('Acme (org_acme) is added').waitFor();
    await page.goForward();
    await page.goForward();
    await page.goForward();
    await page.getByText(secret, { exact: true }).waitFor();

    await page.getByRole('combobox', { name: 'Event type' }).fill('Password Changed');
    await page.getByRole('option', { name: /account\.password\.changed/ }).click();
    await page.waitForURL(/type=account\.password\.changed/);
    const off = await sendAsShown(page);
    assert.deepEqual([off.status, off.reason], ['not_collected', 'monitor_off']);
    await page.getByText('A request with this key arrived, but no event is recorded yet').waitFor();

    const token = await fetch(`${suite.url}/dev/oidc/script-token`, { method: 'POST', body: new URLSearchParams({ organization: 'org_acme', role: 'owner' }) });
    const { access_token: owner } = await token.json();
    const headers = { Authorization: `Bearer ${owner}`, 'Content-Type': 'application/json' };
    const on = await fetch(`${suite.url}/v1/settings`, { method: 'PATCH', headers, body: JSON.stringify({ activity_monitor: true }) });
    assert.equal(on.status, 200);
    // The command has a time in whole seconds, and it must be after the monitor is on.
    await page.waitForTimeout(1000);
    assert.equal((await sendAsShown(page)).status, 'recorded');
    await page.getByText(/First event received ✓/).waitFor();
    assert.equal(await page.getByText('turns it on in Settings').count(), 0);
    const { events } = await (await fetch(`${suite.url}/v1/events?type=account.*`, { headers })).json();
    assert.deepEqual(events.map(({ type, actor }) => [type, actor.id]), [['account.password.changed', 'onboarding-test']]);

    // After a reload, the secret is gone and the state is still known.
    await page.reload();
    await page.getByText(/First event received ✓/).waitFor();
    await page.getByText('was shown only once, when it was created').waitFor();
    assert.equal(await page.getByText(secret).count(), 0);
    await page.getByRole('link', { name: 'Done' }).click();
    await page.getByRole('row', { name: /Acme org_acme/ }).waitFor();
    assert.deepEqual(faults, []);
    await context.close();
  });
});
