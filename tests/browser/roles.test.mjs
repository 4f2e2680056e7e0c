// Who sees which pages: each role, and organizations without the monitor.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { open, startBrowser } from './browser.mjs';
import { goInside, settled } from './page.mjs';
import { startStack } from './stack.mjs';

const PAGES = {
  owner: ['Activity', 'My activity', 'Exports', 'Coverage', 'Settings'],
  admin: ['Activity', 'My activity', 'Exports', 'Coverage', 'Settings'],
  auditor: ['Activity', 'My activity', 'Exports', 'Coverage'],
  member: ['My activity', 'Exports', 'Coverage'],
  operator: ['Organizations', 'Keys'],
};
const ADDRESSES = {
  Activity: '/activity',
  'My activity': '/my-activity',
  Exports: '/exports',
  Coverage: '/coverage',
  Settings: '/settings',
  Organizations: '/organizations',
  Keys: '/keys',
};

describe('Roles', () => {
  let stack;
  let browser;

  before(async () => {
    [stack, browser] = await Promise.all([startStack({ demoEvents: 200 }), startBrowser()]);
  });
  after(async () => {
    await browser?.close();
    await stack?.stop();
  });

  for (const [person, pages] of Object.entries(PAGES)) {
    test(`${person}: the pages that are theirs, and no others`, async () => {
      const { page, context, faults } = await open(browser, stack, { person });
      assert.deepEqual(await page.getByRole('navigation', { name: 'Pages' }).getByRole('link').allInnerTexts(), pages);
      assert.equal(new URL(page.url()).pathname, ADDRESSES[pages[0]]);
      for (const [name, address] of Object.entries(ADDRESSES)) {
        await page.goto(stack.url + address);
        if (pages.includes(name)) await page.getByRole('heading', { level: 1 }).waitFor();
        else await page.getByText('Your role doesn’t allow this page').waitFor();
      }
      assert.deepEqual(faults, []);
      await context.close();
    });
  }

  test('members see their own events alone, and are told who else can', async () => {
    const { page, context } = await open(browser, stack, { person: 'member', path: '/?' });
    await page.goto(`${stack.url}/my-activity?last=30d`);
    await settled(page);
    await page.getByText('You, owners, admins and auditors can see them').waitFor();
    assert.equal(await page.getByRole('columnheader', { name: 'User' }).count(), 0);
    assert.equal(await page.getByLabel('Search people').count(), 0);
    await page.locator('[data-index="0"] [data-cell="details"]').click();
    await page.getByRole('complementary', { name: 'Event details' }).getByText('u_0004').first().waitFor();
    await context.close();
  });

  test('auditors see when the monitor was on, and who changed it', async () => {
    const { page, context, faults } = await open(browser, stack, { person: 'auditor', path: '/coverage' });
    const first = page.getByRole('listitem').filter({ hasText: 'turned the monitor on' }).last();
    await first.getByText('On', { exact: true }).waitFor();
    await page.getByText(/^Until \d/).waitFor();
    assert.deepEqual(faults, []);
    await context.close();
  });

  test('an organization that has not turned the monitor on is offered to', async () => {
    const { page, context } = await open(browser, stack, { person: 'second-admin' });
    await page.getByText('The activity monitor is off.').waitFor();
    await page.getByRole('button', { name: 'Turn on' }).waitFor();
    await context.close();
  });

  test('operators keep organizations, plans and keys', async () => {
    const { page, context, faults } = await open(browser, stack, { person: 'operator' });
    await page.getByRole('row', { name: /Northwind/ }).waitFor();
    await page.getByRole('button', { name: 'Add organization' }).click();
    await page.getByLabel('ID', { exact: true }).fill('org_southwind');
    await page.getByLabel('Name').fill('Southwind');
    await page.getByLabel('Plan').selectOption('Professional');
    await page.getByRole('button', { name: 'Add', exact: true }).click();
    await page.getByRole('row', { name: /Southwind org_southwind Professional 1/ }).waitFor();
    // One that is there is not written over by adding it again. A wrong id is told at its field.
    await page.getByRole('button', { name: 'Add organization' }).click();
    await page.getByLabel('ID', { exact: true }).fill('org southwind');
    await page.getByLabel('Name').fill('Another');
    await page.getByRole('button', { name: 'Add', exact: true }).click();
    await page.getByText('Use only these characters').waitFor();
    assert.equal(await page.getByLabel('ID', { exact: true }).getAttribute('aria-invalid'), 'true');
    assert.equal(await page.getByRole('alert').count(), 0);
    await page.getByLabel('ID', { exact: true }).fill('org_southwind');
    await page.getByLabel('Name').fill('Another');
    await page.getByRole('button', { name: 'Add', exact: true }).click();
    await page.getByRole('alert').getByText('Request ID:').waitFor();
    await page.getByRole('button', { name: 'Cancel' }).click();
    await page.getByRole('row', { name: /Southwind org_southwind/ }).waitFor();

    await page.getByRole('link', { name: 'Keys' }).click();
    await page.getByRole('button', { name: 'Create key' }).click();
    await page.getByLabel('Name').fill('Pass, test');
    await page.getByLabel('Pass', { exact: true }).check();
    await page.getByLabel('All organizations, including').uncheck();
    await page.getByLabel('Organization IDs').fill('org_nope');
    await page.getByRole('dialog').getByRole('button', { name: 'Create key' }).click();
    await page.getByText('There is no organization with the ID org_nope.').waitFor();
    await page.getByLabel('All organizations, including').check();
    await page.getByLabel('Allow import of old events').check();
    await page.getByRole('dialog').getByRole('button', { name: 'Create key' }).click();
    const secret = await page.locator('code', { hasText: /^am_/ }).innerText();
    const send = (type) =>
      fetch(`${stack.url}/v1/events`, {
        method: 'POST',
        headers: { Authorization: `Bearer ${secret}`, 'Content-Type': 'application/json' },
        body: JSON.stringify({
          events: [{ id: `k-${type}`, organization_id: stack.dev.organization_id, type, occurred_at: new Date().toISOString(), actor: { id: 'u_0004' } }],
        }),
      });
    assert.equal((await (await send('pass.item.read')).json()).results[0].status, 'recorded');
    assert.notEqual((await (await send('vpn.session.started')).json()).results?.[0].status, 'recorded');
    // The secret is shown once: neither Escape nor a click beside it takes it away.
    await page.waitForFunction(() => document.activeElement?.textContent === 'Copy');
    await page.keyboard.press('Escape');
    await page.mouse.click(5, 5);
    await page.locator('code', { hasText: /^am_/ }).waitFor();
    await page.getByRole('button', { name: 'I stored it' }).click();
    await page.locator('code', { hasText: /^am_/ }).waitFor({ state: 'detached' });
    await page.waitForFunction(() => document.activeElement?.textContent === 'Create key');
    const row = page.getByRole('row', { name: /Pass, test/ });
    await row.getByText('Can import old events').waitFor();
    await row.getByRole('button', { name: 'Revoke Pass, test' }).click();
    await page.getByRole('button', { name: 'Revoke key' }).click();
    await row.getByText('Revoked').waitFor();
    assert.deepEqual(faults, []);
    await context.close();
  });

  test('a plan without the monitor gets a page that says what it offers', async () => {
    await stack.api('operator', 'PUT', '/v1/organizations/org_fjordline', { name: 'Fjordline', plan: 'free' });
    const { page, context, faults } = await open(browser, stack, { person: 'second-admin', path: '/activity' });
    await page.getByText('The Free plan doesn’t include the activity monitor').waitFor();
    await page.getByText('To upgrade').waitFor();
    await page.goto(`${stack.url}/settings`);
    await page.getByText('The Free plan doesn’t include the activity monitor').waitFor();
    assert.deepEqual(faults, []);
    await context.close();
  });

  test('an address that nothing is at says so', async () => {
    const { page, context } = await open(browser, stack, { person: 'owner' });
    await goInside(page, '/nowhere');
    await page.getByRole('heading', { level: 1, name: 'Page not found' }).waitFor();
    await context.close();
  });
});
