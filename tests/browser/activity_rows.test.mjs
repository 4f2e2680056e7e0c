// Rows of events: value menus, docked details, keyboard, cards and print.
import assert from 'node:assert/strict';
import { before, describe, test } from 'node:test';
import { cellTexts, queryOf, settled } from './page.mjs';
import { setUp } from './setup.mjs';

const PHONE = { width: 390, height: 844 };

describe('Rows of events', () => {
  const suite = setUp(600);
  let page;
  let faults;

  before(async () => {
    ({ page, faults } = await suite.open({ person: 'auditor', path: '/activity?last=30d&zone=UTC' }));
    await settled(page);
  });

  const at = async (query) => {
    await page.goto(`${suite.url}/activity?zone=UTC&${query}`);
    await settled(page);
  };
  const panel = (on = page) => on.getByRole('complementary', { name: 'Event details' });
  const shownEvent = async () => {
    await panel().getByText('Event ID').waitFor();
    return queryOf(page).get('event');
  };

  test('target_click_shows_its_events_only', async () => {
    await at('last=30d&type=pass.item.*');
    const name = (await cellTexts(page, 'target'))[0];
    await page.locator('[data-index="0"] [data-cell="target"]').click();
    await page.waitForURL(/target=item/);
    await settled(page);
    assert.deepEqual(new Set(await cellTexts(page, 'target')), new Set([name]));
    const target = encodeURIComponent(queryOf(page).get('target'));
    const { events } = await suite.api('auditor', 'GET', `/v1/events?limit=100&type=pass.item.*&target=${target}`);
    assert.ok(events.length > 0 && events.every(({ targets }) => targets.some(({ name: one }) => one === name)));
  });

  test('location_menu_excludes_the_country', async () => {
    await at('last=30d');
    const place = (await cellTexts(page, 'location'))[0];
    const country = place.split(', ').at(-1);
    const cell = page.locator('[data-index] [data-cell="location"]').first();
    await cell.focus();
    await page.keyboard.press('f');
    await page.getByRole('menuitem', { name: 'Exclude' }).first().click();
    await page.waitForURL(/not\.country=/);
    await settled(page);
    const places = await cellTexts(page, 'location');
    assert.ok(places.length > 0 && places.every((one) => !one.endsWith(country)), `${country} is excluded, but rows have ${places}`);
  });

  test('details_step_and_leave_the_table_readable', async () => {
    await at('last=30d');
    const { events } = await suite.api('auditor', 'GET', '/v1/events?limit=4');
    const nameOf = ({ source, id }) => `${source}/${id}`;
    await page.locator('[data-index="1"]').focus();
    await page.keyboard.press('Enter');
    assert.equal(await shownEvent(), nameOf(events[1]));
    // Beside the table, not over it.
    const [grid, docked] = await Promise.all([page.getByRole('grid').boundingBox(), panel().boundingBox()]);
    assert.ok(grid.x + grid.width <= docked.x && grid.width > 500, JSON.stringify([grid, docked]));
    for (const [key, event] of [['j', 2], [']', 3], ['[', 2], ['ArrowLeft', 1], ['k', 0], ['k', 0]]) {
      await page.keyboard.press(key);
      await page.waitForURL((url) => url.searchParams.get('event') === nameOf(events[event]));
    }
    await page.keyboard.press('j');
    await page.waitForURL((url) => url.searchParams.get('event') === nameOf(events[1]));
    await page.keyboard.press('Escape');
    await panel().waitFor({ state: 'detached' });
    await page.waitForFunction(() => document.activeElement?.dataset.index === '1');
  });

  test('shortcuts_are_listed_and_can_be_off', async () => {
    await at('last=30d');
    await page.locator('#main').focus();
    await page.keyboard.press('?');
    const help = page.getByRole('dialog', { name: 'Keyboard shortcuts' });
    await help.getByText('Next event', { exact: true }).waitFor();
    await help.getByRole('switch').click({ force: true });
    await page.keyboard.press('Escape');
    await help.waitFor({ state: 'detached' });
    await page.keyboard.press('e');
    assert.equal(await page.getByRole('dialog').count(), 0);
    await page.getByRole('button', { name: 'Table options' }).click();
    await page.getByRole('menuitem', { name: 'Keyboard shortcuts' }).click();
    await help.getByRole('switch').click({ force: true });
    await page.keyboard.press('Escape');
    await help.waitFor({ state: 'detached' });
  });

  test('keyboard_filters_by_person_and_exports', async (context) => {
    await at('last=30d');
    await page.locator('#main').focus();
    let keys = 0;
    const press = async (key) => {
      keys += 1;
      await page.keyboard.press(key);
    };
    await press('/');
    for (const letter of 'herrera') await press(letter);
    await page.getByRole('option', { name: /Tomás Herrera/ }).waitFor();
    await press('ArrowDown');
    await press('Enter');
    await page.waitForURL(/user=/);
    await press('Escape');
    await press('e');
    await page.getByRole('dialog', { name: /Export/ }).waitFor();
    const start = page.getByRole('button', { name: 'Start export' });
    await start.waitFor();
    while (keys < 40 && !(await start.evaluate((button) => button === document.activeElement))) await press('Shift+Tab');
    const [response] = await Promise.all([page.waitForResponse((one) => one.url().endsWith('/v1/exports') && one.request().method() === 'POST'), press('Enter')]);
    assert.equal(response.status(), 202);
    assert.ok(JSON.stringify(await response.json()).includes(queryOf(page).get('user')));
    context.diagnostic(`${keys} keys`);
    assert.ok(keys <= 20, `${keys} keys`);
  });

  test('days_head_and_density_order_the_rows', async () => {
    await at('last=30d');
    const { events } = await suite.api('auditor', 'GET', '/v1/events?limit=1');
    const day = new Intl.DateTimeFormat('en-GB', { timeZone: 'UTC', weekday: 'short', day: '2-digit', month: 'short' }).format(new Date(events[0].occurred_at)).replace(',', '');
    await page.getByRole('row', { name: day }).first().waitFor();
    const height = async () => (await page.locator('[data-index="2"]').boundingBox()).height;
    const compact = await height();
    await page.getByRole('button', { name: 'Table options' }).click();
    await page.getByRole('menuitemradio', { name: 'Comfortable' }).click();
    await page.locator('[data-density="comfortable"]').waitFor();
    assert.ok((await height()) > compact);
    await page.reload();
    await page.locator('[data-density="comfortable"] [data-index="2"]').waitFor();
    assert.ok((await height()) > compact);
  });

  test('scroll_is_kept_after_back', async () => {
    await at('last=30d');
    const main = page.locator('#main');
    await main.evaluate((element) => element.scrollTo(0, 2000));
    await page.locator('[data-index="50"]').waitFor();
    const value = page.locator('[data-index="60"] [data-cell="user"]');
    // Which scrolls to it, if needed.
    await value.hover();
    const top = await main.evaluate((element) => element.scrollTop);
    assert.ok(top > 1000);
    await value.click();
    await page.waitForURL(/user=/);
    await settled(page);
    await page.goBack();
    await page.waitForFunction((top) => Math.abs(document.getElementById('main').scrollTop - top) < 2, top);
    await page.getByRole('button', { name: 'Back to top' }).click();
    assert.equal(await main.evaluate((element) => element.scrollTop), 0);
  });

  test('slow_search_says_how_far_it_read', async () => {
    await page.route('**/v1/events?*', async (route) => {
      const response = await route.fetch();
      const body = await response.json();
      const isMore = route.request().url().includes('cursor=');
      // The second page never comes.
      if (!isMore) await route.fulfill({ response, json: { events: body.events.slice(0, 2), next_cursor: 'next' } });
    });
    await page.goto(`${suite.url}/activity?last=30d&zone=UTC`);
    await page.getByText(/^Searched back to \d\d \w{3} \d\d:\d\d:\d\d\. Searching further…$/).waitFor();
    await page.unrouteAll({ behavior: 'ignoreErrors' });
  });

  test('print_names_filters_range_and_zone', async () => {
    await at('last=30d&source=pass');
    await page.evaluate(() => {
      addEventListener('beforeprint', () => {
        globalThis.printed = document.querySelector('[aria-label="About this list"]')?.textContent;
        globalThis.days = document.querySelectorAll('[role="row"]').length - document.querySelectorAll('[data-index]').length;
      });
    });
    await page.pdf({ format: 'A4', landscape: true });
    const printed = await page.evaluate(() => globalThis.printed);
    for (const part of ['times in UTC', 'source: Pass', 'Events from ']) assert.ok(printed.includes(part), `${part} is not in ${printed}`);
    assert.match(printed, /(All|The newest) \d+ events/);
  });

  test('cards_filter_by_their_values', async () => {
    const phone = await suite.open({ person: 'auditor', path: '/activity?last=30d', viewport: PHONE });
    await settled(phone.page);
    const target = phone.page.locator('[data-index] [data-cell="target"]').first();
    const name = await target.innerText();
    await target.click();
    await phone.page.waitForURL(/target=/);
    await settled(phone.page);
    assert.deepEqual(new Set(await cellTexts(phone.page, 'target')), new Set([name]));
    // The details are a page of their own: what they cover can't be reached.
    await phone.page.locator('[data-index="0"] [data-cell="details"]').click();
    await panel(phone.page).getByText('Event ID').waitFor();
    assert.equal((await panel(phone.page).boundingBox()).width, PHONE.width);
    assert.equal(await phone.page.locator('#root').getAttribute('inert'), '');
    await phone.page.goBack();
    await panel(phone.page).waitFor({ state: 'detached' });
    assert.equal(await phone.page.locator('#root').getAttribute('inert'), null);
    assert.deepEqual(phone.faults, []);
    await phone.context.close();
  });

  test('page_breaks_no_csp_rule_and_calls_no_other_host', () => {
    assert.deepEqual(faults, []);
  });
});
