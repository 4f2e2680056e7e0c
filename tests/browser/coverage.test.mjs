// Coverage: whether the monitor was ever off, for every role, within two clicks.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { setUp } from './setup.mjs';

describe('Coverage', () => {
  const suite = setUp(50);

  for (const person of ['owner', 'auditor', 'member']) {
    test(`${person}_sees_when_monitor_was_off_in_two_clicks`, async () => {
      const { page, faults, context } = await suite.open({ person, path: '/exports' });
      await page.getByRole('link', { name: 'Coverage' }).click();
      await page.getByRole('status').getByText(/^The monitor was/).waitFor();
      // The monitor was first turned on last month.
      await page.getByRole('link', { name: /^Earlier:/ }).click();
      await page.getByRole('status').getByText(/^The monitor was off in .+ \d+ for (\d+ days?|\d+ h)/).waitFor();
      const periods = page.getByRole('region', { name: 'Periods' });
      const text = await periods.innerText();
      assert.match(text, /Off/);
      // Members do not see who changed it.
      assert.equal(/Ingrid Solheim turned the monitor on/.test(text), person !== 'member');
      assert.equal(await page.getByRole('region', { name: 'Products' }).count(), person === 'member' ? 0 : 1);
      assert.ok(await page.locator('[data-band="off"]').first().isVisible());
      // The month is in the URL.
      await page.reload();
      await page.getByRole('status').getByText(/^The monitor was off/).waitFor();
      assert.deepEqual(faults, []);
      await context.close();
    });
  }

  test('short_gap_is_visible_and_in_words', async () => {
    const { page, faults, context } = await suite.open({ person: 'auditor', path: '/exports' });
    const now = new Date();
    const at = (minute) => new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() - 1, 10, 2, minute)).toISOString();
    const change = (to) => [{ setting: 'activity_monitor', from: String(!to), to: String(to) }];
    const by = { id: 'u_1', name: 'Tomás Herrera' };
    const periods = [
      { from: at(40), to: null, status: 'on', changed_by: by, changes: change(true) },
      { from: at(0), to: at(40), status: 'off', reason: 'monitor_off', changed_by: by, changes: change(false) },
      { from: null, to: at(0), status: 'on', changes: [] },
    ];
    // Nobody can turn off the monitor in the past.
    await page.route('**/v1/settings/coverage*', (route) => route.fulfill({ json: { periods, next_cursor: null } }));
    await page.getByRole('link', { name: 'Coverage' }).click();
    await page.getByRole('status').getByText(/^The monitor was on throughout .* so far\.$/).waitFor();
    await page.getByRole('link', { name: /^Earlier:/ }).click();
    await page.getByRole('status').getByText(/^The monitor was off in .* for 40 min\.$/).waitFor();
    const band = await page.locator('[aria-label="This month"] [data-band="off"]').boundingBox();
    assert.ok(band.width >= 5, `${band.width} px wide`);
    await page.getByRole('row', { name: /40 min Off Tomás Herrera turned the monitor off/ }).waitFor();
    assert.deepEqual(faults, []);
    await context.close();
  });

  test('notifications_are_chosen_and_kept', async () => {
    const { page, faults, context } = await suite.open({ person: 'admin', path: '/exports' });
    await page.getByRole('button', { name: /\(admin\)/ }).click();
    await page.getByRole('menuitem', { name: 'Notifications' }).click();
    await page.getByRole('combobox', { name: 'Findings of your organization, at once' }).click();
    await page.getByRole('option', { name: 'Only critical' }).click();
    await page.getByText('critical findings of your organization').waitFor();
    await page.getByRole('switch', { name: 'Daily list of the others' }).click({ force: true });
    await page.getByText('lists the other findings').waitFor({ state: 'detached' });
    assert.deepEqual((await suite.api('admin', 'GET', '/v1/me/notifications')).findings, { immediate_from: 'critical', digest: false });
    const member = await suite.open({ person: 'member', path: '/me/notifications' });
    await member.page.getByText('You get mail at once about findings of your own account.').waitFor();
    assert.equal(await member.page.getByRole('switch').count(), 1);
    assert.deepEqual([faults, member.faults], [[], []]);
    await context.close();
  });
});
