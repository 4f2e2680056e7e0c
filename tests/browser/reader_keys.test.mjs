// Reader keys: create, use, revoke, and who can see them.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { setUp } from './setup.mjs';

describe('Reader keys', () => {
  const suite = setUp(50);
  const read = (secret) => fetch(`${suite.url}/v1/feed?start=beginning`, { headers: { authorization: `Bearer ${secret}` } });

  test('admin_creates_uses_and_revokes_a_key', async () => {
    const { page, context, faults } = await suite.open({ person: 'admin', path: '/settings' });
    await context.grantPermissions(['clipboard-read', 'clipboard-write']);
    const section = page.getByRole('region', { name: 'Reader keys' }).first();
    await section.getByText('No reader keys yet').waitFor();
    await section.getByRole('button', { name: 'Create reader key' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel('Name').fill('x'.repeat(300));
    await dialog.getByRole('button', { name: 'Create key' }).click();
    await page.waitForFunction(() => document.querySelector('[role="dialog"] input')?.getAttribute('aria-invalid') === 'true');
    await dialog.getByLabel('Name').fill('SIEM, test');
    await dialog.getByRole('button', { name: 'Create key' }).click();
    const secret = await dialog.locator('code', { hasText: /^amr_/ }).innerText();
    const command = `curl -H "authorization: Bearer $READER_KEY" "${suite.url}/v1/feed?start=beginning"`;
    await dialog.getByText(command, { exact: true }).waitFor();
    await page.waitForFunction(() => document.activeElement?.textContent === 'Copy');
    await page.keyboard.press('Enter');
    await page.getByText('Copied').first().waitFor();
    assert.equal(await page.evaluate(() => navigator.clipboard.readText()), secret);
    await dialog.getByRole('button', { name: 'Copy command' }).click();
    await page.waitForFunction(async (command) => (await navigator.clipboard.readText()) === command, command);
    // The secret is shown only once: Escape and clicks outside don't close it.
    await page.keyboard.press('Escape');
    await page.mouse.click(5, 5);
    await dialog.getByText(secret).waitFor();
    await dialog.getByRole('button', { name: 'I stored it' }).click();
    await dialog.waitFor({ state: 'detached' });

    const response = await read(secret);
    assert.equal(response.status, 200);
    assert.ok(Array.isArray((await response.json()).events));
    const row = section.getByRole('row', { name: /SIEM, test/ });
    const { reader_keys: keys } = await suite.api('auditor', 'GET', '/v1/reader-keys');
    await row.getByText(keys[0].id).waitFor();
    const me = await suite.api('admin', 'GET', '/v1/me');
    await row.getByText(me.user.name).waitFor();

    const auditor = await suite.open({ person: 'auditor', path: '/settings' });
    await auditor.page.getByRole('row', { name: /SIEM, test/ }).getByText('Not revoked').waitFor();
    assert.equal(await auditor.page.getByRole('button', { name: /Create reader key|Revoke/ }).count(), 0);
    assert.equal(await auditor.page.getByRole('switch').count(), 0);
    assert.deepEqual(auditor.faults, []);
    await auditor.context.close();

    await row.getByRole('button', { name: 'Revoke SIEM, test' }).click();
    await dialog.getByText('are refused within a minute').waitFor();
    await dialog.getByRole('button', { name: 'Cancel' }).click();
    assert.equal((await suite.api('admin', 'GET', '/v1/reader-keys')).reader_keys[0].revoked_at, null);
    await row.getByRole('button', { name: 'Revoke SIEM, test' }).click();
    await dialog.getByRole('button', { name: 'Revoke key' }).click();
    await row.getByText('Revoked', { exact: true }).waitFor();
    assert.notEqual((await suite.api('admin', 'GET', '/v1/reader-keys')).reader_keys[0].revoked_at, null);
    assert.deepEqual(faults, []);
    await context.close();
  });
});
