// Settings: on and off, details, retention, and their effect on other pages.
import assert from 'node:assert/strict';
import { before, describe, test } from 'node:test';
import { cellTexts, settled } from './page.mjs';
import { setUp } from './setup.mjs';

describe('Settings', () => {
  const suite = setUp(300);
  let page;
  let faults;

  before(async () => {
    ({ page, faults } = await suite.open({ person: 'admin', path: '/settings' }));
  });

  const setting = (name) => page.getByRole('switch', { name, exact: true });
  // Forced, because the visible switch covers its input.
  const toggle = (name) => setting(name).click({ force: true });
  /** Checks the text of a confirmation, and confirms it. */
  const confirm = async (action, text) => {
    await page.getByRole('dialog').getByText(text).waitFor();
    await page.getByRole('dialog').getByRole('button', { name: action }).click();
  };
  const goTo = (name) => page.getByRole('link', { name, exact: true }).click();

  test('show_details_hides_and_restores_details', async () => {
    await goTo('Activity');
    await settled(page);
    assert.ok((await cellTexts(page, 'ip')).length > 0);
    await goTo('Settings');
    await toggle('Show details');
    await confirm('Hide details', 'You can show details again later');
    await page.getByText('hid details').waitFor();
    await goTo('Activity');
    await page.getByText('IP address, ISP and location are hidden').waitFor();
    await settled(page);
    assert.deepEqual(await cellTexts(page, 'ip'), []);
    assert.equal(await page.getByRole('columnheader', { name: 'Location' }).count(), 0);
    assert.equal(await page.getByRole('button', { name: 'Country', exact: true }).count(), 0);
    // The API refuses an IP filter from an old link.
    await page.goto(`${suite.url}/activity?last=30d&ip=192.0.2.1`);
    await page.getByText('You don’t have access').waitFor();
    await page.getByText('Request ID:').waitFor();
    await page.getByRole('button', { name: 'Remove filter IP: 192.0.2.1' }).click();
    await settled(page);
    await page.getByRole('link', { name: 'Change in settings' }).click();
    await toggle('Show details');
    await page.getByText('showed details').waitFor();
    await goTo('Activity');
    await settled(page);
    assert.ok((await cellTexts(page, 'ip')).length > 0);
  });

  test('details_not_collected_differ_from_hidden', async () => {
    await goTo('Settings');
    await toggle('Collect details');
    await confirm('Stop collecting', 'details that were not stored can never be shown');
    await page.getByText('stopped collecting details').waitFor();
    await page.getByText('On, without details').waitFor();
    const event = {
      id: 'without-details',
      organization_id: suite.dev.organization_id,
      type: 'account.login.succeeded',
      occurred_at: new Date().toISOString(),
      actor: { id: 'u_0004', name: 'Mei-Ling Chen' },
      client: { ip: '192.0.2.7' },
    };
    const { results } = await suite.api('product', 'POST', '/v1/events', { events: [event] });
    assert.equal(results[0].status, 'recorded');
    await page.goto(`${suite.url}/activity?last=1h&user=u_0004`);
    await settled(page);
    await page.locator('[data-index="0"]').getByText('Not collected').first().waitFor();
    await goTo('Settings');
    await toggle('Collect details');
    await page.getByText('started collecting details').waitFor();
  });

  test('retention_checks_bounds_and_confirms_fewer_days', async () => {
    await goTo('Settings');
    const days = page.getByRole('textbox', { name: 'Retention' });
    await days.fill('0');
    await page.getByText('Enter 30 to 3650').waitFor();
    await days.fill('365');
    await page.getByRole('button', { name: 'Save' }).click();
    await confirm('Shorten retention', 'a longer retention later doesn’t bring hidden events back');
    await page.getByText('changed the retention from 400 to 365 days').waitFor();
    assert.equal((await suite.api('admin', 'GET', '/v1/settings')).retention_days, 365);
  });

  test('concurrent_change_is_not_overwritten', async () => {
    await page.reload();
    await setting('Show details').waitFor();
    await suite.api('owner', 'PATCH', '/v1/settings', { retention_days: 366 });
    await toggle('Show details');
    await confirm('Hide details', 'Hide details for everyone?');
    await page.getByRole('alert').getByText('Request ID:').waitFor();
    await page.getByRole('button', { name: 'Cancel' }).click();
    const settings = await suite.api('admin', 'GET', '/v1/settings');
    assert.equal(settings.show_details, true);
    assert.equal(settings.retention_days, 366);
    // The form shows the current values.
    await page.waitForFunction(() => [...document.querySelectorAll('input')].some((input) => input.value === '366 days'));
  });

  test('monitor_off_confirms_and_shows_the_gap', async () => {
    await page.reload();
    for (const name of ['Activity monitor', 'Show details', 'Collect details']) {
      await toggle(name);
      await page.getByRole('button', { name: 'Cancel' }).click();
      assert.ok(await setting(name).isChecked());
      await page.waitForFunction((name) => document.activeElement?.getAttribute('aria-labelledby') === name, await setting(name).getAttribute('aria-labelledby'));
    }
    const { activity_monitor, show_details, collect_details } = await suite.api('admin', 'GET', '/v1/settings');
    assert.deepEqual({ activity_monitor, show_details, collect_details }, { activity_monitor: true, show_details: true, collect_details: true });
    await toggle('Activity monitor');
    await page.getByText('are lost').waitFor();
    await page.getByRole('button', { name: 'Turn off' }).click();
    await page.getByText('turned the monitor off').waitFor();

    await goTo('Activity');
    await page.getByText('The activity monitor is off.').waitFor();
    await settled(page);
    assert.ok((await cellTexts(page, 'time')).length > 0, 'earlier events are still visible');
    await page.getByText('monitor off').first().waitFor();

    const member = await suite.open({ person: 'member' });
    await member.page.getByText('The activity monitor is off.').waitFor();
    assert.equal(await member.page.locator('[data-index]').count(), 0);
    assert.equal(await member.page.getByRole('button', { name: 'Turn on' }).count(), 0);
    await member.context.close();

    await page.getByRole('button', { name: 'Turn on' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Turn on' }).click();
    await page.getByText('The activity monitor is off.').waitFor({ state: 'detached' });
    assert.equal((await suite.api('admin', 'GET', '/v1/settings')).activity_monitor, true);
    await goTo('Settings');
    await page.getByText('turned the monitor on').first().waitFor();
  });

  test('page_breaks_no_csp_rule_and_calls_no_other_host', () => {
    assert.deepEqual(faults, []);
  });
});
