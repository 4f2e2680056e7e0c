// The pages of each role, and of organizations without the monitor.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { navigateInApp, search, settled } from './page.mjs';
import { setUp } from './setup.mjs';

const PAGES = {
  owner: ['Overview', 'Findings', 'Activity', 'People', 'Exports', 'Streams', 'Coverage', 'My account', 'Settings'],
  admin: ['Overview', 'Findings', 'Activity', 'People', 'Exports', 'Streams', 'Coverage', 'My account', 'Settings'],
  auditor: ['Overview', 'Findings', 'Activity', 'People', 'Exports', 'Streams', 'Coverage', 'My account', 'Settings'],
  member: ['My account', 'My activity', 'Exports', 'Coverage'],
  operator: ['Organizations', 'Keys', 'Event types'],
};
const PATHS = {
  Overview: '/overview',
  Findings: '/findings',
  People: '/people',
  Activity: '/activity',
  Streams: '/streams',
  'My account': '/my-account',
  'My activity': '/my-activity',
  Exports: '/exports',
  Coverage: '/coverage',
  Settings: '/settings',
  Organizations: '/organizations',
  Keys: '/keys',
  'Event types': '/event-types',
};

describe('Roles', () => {
  const suite = setUp(200);

  for (const [person, pages] of Object.entries(PAGES)) {
    test(`${person}_opens_only_allowed_pages`, async () => {
      const { page, context, faults } = await suite.open({ person });
      assert.deepEqual(await page.getByRole('navigation', { name: 'Pages' }).getByRole('link').allInnerTexts(), pages);
      assert.equal(new URL(page.url()).pathname, PATHS[pages[0]]);
      for (const [name, path] of Object.entries(PATHS)) {
        await page.goto(suite.url + path);
        // Owners, admins and auditors reach their own activity from their account.
        if (pages.includes(name) || (name === 'My activity' && person !== 'operator')) await page.getByRole('heading', { level: 1 }).waitFor();
        else await page.getByText('Your role doesn’t allow this page').waitFor();
      }
      if (person !== 'operator') {
        await page.goto(`${suite.url}/organizations/new`);
        await page.getByText('Your role doesn’t allow this page').waitFor();
      }
      assert.deepEqual(faults, []);
      await context.close();
    });
  }

  test('member_sees_only_own_events_and_who_else_can', async () => {
    const { page, context } = await suite.open({ person: 'member', path: '/?' });
    await page.goto(`${suite.url}/my-activity?last=30d`);
    await settled(page);
    await page.getByText('You, owners, admins and auditors can see them').waitFor();
    assert.equal(await page.getByRole('columnheader', { name: 'User' }).count(), 0);
    await search(page).click();
    await page.getByRole('option', { name: /^item:/ }).waitFor();
    assert.equal(await page.getByRole('option', { name: /^person:/ }).count(), 0);
    await page.keyboard.press('Escape');
    await page.locator('[data-index="0"] [data-cell="details"]').click();
    await page.getByRole('complementary', { name: 'Event details' }).getByText('u_0004').first().waitFor();
    await context.close();
  });

  test('auditor_sees_coverage_and_changes', async () => {
    const { page, context, faults } = await suite.open({ person: 'auditor', path: '/coverage' });
    // The demo turns the monitor on a month ago.
    await page.getByRole('link', { name: /^Earlier:/ }).click();
    await page.getByRole('row').filter({ hasText: 'turned the monitor on' }).last().getByText('On', { exact: true }).waitFor();
    assert.deepEqual(faults, []);
    await context.close();
  });

  test('monitor_never_on_offers_to_turn_it_on', async () => {
    const { page, context } = await suite.open({ person: 'second-admin' });
    await page.getByText('The activity monitor is off.').waitFor();
    await page.getByRole('button', { name: 'Turn on' }).waitFor();
    await context.close();
  });

  test('operator_manages_organizations_and_keys', async () => {
    const { page, context, faults } = await suite.open({ person: 'operator' });
    await page.getByRole('row', { name: /Northwind/ }).waitFor();
    const add = async (id, name) => {
      await page.getByLabel('ID', { exact: true }).fill(id);
      await page.getByLabel('Name').fill(name);
      await page.getByRole('button', { name: 'Add organization' }).click();
    };
    await page.getByRole('link', { name: 'Add organization' }).click();
    await page.getByLabel('Plan').selectOption('Professional');
    await add('org_southwind', 'Southwind');
    await page.waitForURL(/organization=org_southwind/);
    await page.getByRole('link', { name: 'Organizations' }).click();
    await page.getByRole('row', { name: /Southwind org_southwind Professional 1/ }).waitFor();
    // Adding an existing organization fails. An invalid ID is reported at its field.
    await page.getByRole('link', { name: 'Add organization' }).click();
    await add('org southwind', 'Another');
    await page.getByText('Use only these characters').waitFor();
    assert.equal(await page.getByLabel('ID', { exact: true }).getAttribute('aria-invalid'), 'true');
    assert.equal(await page.getByRole('alert').count(), 0);
    await add('org_southwind', 'Another');
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
      fetch(`${suite.url}/v1/events`, {
        method: 'POST',
        headers: { Authorization: `Bearer ${secret}`, 'Content-Type': 'application/json' },
        body: JSON.stringify({
          events: [{ id: `k-${type}`, organization_id: suite.dev.organization_id, type, occurred_at: new Date().toISOString(), actor: { id: 'u_0004' } }],
        }),
      });
    assert.equal((await (await send('pass.item.read')).json()).results[0].status, 'recorded');
    assert.notEqual((await (await send('vpn.session.started')).json()).results?.[0].status, 'recorded');
    // The secret is shown only once: Escape and clicks outside don't close it.
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

  test('plan_without_monitor_shows_upgrade_page', async () => {
    await suite.api('operator', 'PUT', '/v1/organizations/org_fjordline', { name: 'Fjordline', plan: 'free' });
    const { page, context, faults } = await suite.open({ person: 'second-admin', path: '/activity' });
    await page.getByText('The Free plan doesn’t include the activity monitor').waitFor();
    await page.getByText('To upgrade').waitFor();
    await page.goto(`${suite.url}/settings`);
    await page.getByText('The Free plan doesn’t include the activity monitor').waitFor();
    assert.deepEqual(faults, []);
    await context.close();
  });

  test('unknown_path_shows_not_found', async () => {
    const { page, context } = await suite.open({ person: 'owner' });
    await navigateInApp(page, '/nowhere');
    await page.getByRole('heading', { level: 1, name: 'Page not found' }).waitFor();
    await context.close();
  });
});
