// Who sees which pages: each role, and organisations without the monitor.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { open, startBrowser } from './browser.mjs';
import { settled } from './page.mjs';
import { startStack } from './stack.mjs';

const PAGES = {
  owner: ['Activity', 'My activity', 'Exports', 'Settings'],
  admin: ['Activity', 'My activity', 'Exports', 'Settings'],
  auditor: ['Activity', 'My activity', 'Exports'],
  member: ['My activity', 'Exports'],
  operator: ['Organisations', 'Keys'],
};
const ADDRESSES = {
  Activity: '/activity',
  'My activity': '/my-activity',
  Exports: '/exports',
  Settings: '/settings',
  Organisations: '/organizations',
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
        else await page.getByText('Your role does not allow this page').waitFor();
      }
      assert.deepEqual(faults, []);
      await context.close();
    });
  }

  test('members see their own events alone, and are told who else can', async () => {
    const { page, context } = await open(browser, stack, { person: 'member', path: '/?' });
    await page.goto(`${stack.url}/my-activity?last=30d`);
    await settled(page);
    await page.getByText('You, its owners, admins and auditors can see it').waitFor();
    assert.equal(await page.getByRole('columnheader', { name: 'User' }).count(), 0);
    assert.equal(await page.getByLabel('Search people').count(), 0);
    await page.locator('[data-index="0"] [data-stop="details"]').click();
    await page.getByRole('complementary', { name: 'Event details' }).getByText('u_0004').first().waitFor();
    await context.close();
  });

  test('an organisation that has not turned the monitor on is offered to', async () => {
    const { page, context } = await open(browser, stack, { person: 'second-admin' });
    await page.getByText('The activity monitor is off.').waitFor();
    await page.getByRole('button', { name: 'Turn it on' }).waitFor();
    await context.close();
  });

  test('operators keep organisations, plans and keys', async () => {
    const { page, context, faults } = await open(browser, stack, { person: 'operator' });
    await page.getByRole('row', { name: /Northwind/ }).waitFor();
    await page.getByRole('button', { name: 'Add an organisation' }).click();
    await page.getByLabel('Id').fill('org_southwind');
    await page.getByLabel('Name').fill('Southwind');
    await page.getByLabel('Plan').selectOption('Professional');
    await page.getByRole('button', { name: 'Add', exact: true }).click();
    await page.getByRole('row', { name: /Southwind org_southwind Professional 1/ }).waitFor();
    // One that is there is not written over by adding it again.
    await page.getByRole('button', { name: 'Add an organisation' }).click();
    await page.getByLabel('Id').fill('org_southwind');
    await page.getByLabel('Name').fill('Another');
    await page.getByRole('button', { name: 'Add', exact: true }).click();
    await page.getByRole('alert').getByText('Request id:').waitFor();
    await page.getByRole('button', { name: 'Cancel' }).click();
    await page.getByRole('row', { name: /Southwind org_southwind/ }).waitFor();

    await page.getByRole('link', { name: 'Keys' }).click();
    await page.getByRole('button', { name: 'Create a key' }).click();
    await page.getByLabel('Name').fill('Pass, test');
    await page.getByLabel('Pass', { exact: true }).check();
    await page.getByRole('button', { name: 'Create', exact: true }).click();
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
    await page.getByRole('button', { name: 'Done' }).click();
    const row = page.getByRole('row', { name: /Pass, test/ });
    await row.getByRole('button', { name: 'Revoke Pass, test' }).click();
    await page.getByRole('button', { name: 'Revoke it' }).click();
    await row.getByText('revoked').waitFor();
    assert.deepEqual(faults, []);
    await context.close();
  });

  test('a plan without the monitor gets a page that says what it offers', async () => {
    await stack.api('operator', 'PUT', '/v1/organizations/org_fjordline', { name: 'Fjordline', plan: 'free' });
    const { page, context, faults } = await open(browser, stack, { person: 'second-admin', path: '/activity' });
    await page.getByText('The activity monitor is not part of Free').waitFor();
    await page.getByText('To upgrade').waitFor();
    await page.goto(`${stack.url}/settings`);
    await page.getByText('The activity monitor is not part of Free').waitFor();
    assert.deepEqual(faults, []);
    await context.close();
  });

  test('an address that nothing is at says so', async () => {
    const { page, context } = await open(browser, stack, { person: 'owner', path: '/nowhere' });
    await page.getByText('There is no such page').waitFor();
    await context.close();
  });
});
