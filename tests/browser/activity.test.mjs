// Activity: queryOf, filters, histogram, rows and details.
import assert from 'node:assert/strict';
import { before, describe, test } from 'node:test';
import { cellTexts, count, histogramBox, queryOf, rowCount, search, settled } from './page.mjs';
import { setUp } from './setup.mjs';

describe('Activity', () => {
  const suite = setUp(900);
  let page;
  let faults;
  let context;

  before(async () => {
    ({ page, faults, context } = await suite.open({ person: 'auditor', path: '/activity?last=30d' }));
    await settled(page);
  });

  /** Opens the page with a query, as a link does. */
  const at = async (query) => {
    // Otherwise the zone of the previous view is remembered.
    await page.goto(`${suite.url}/activity?zone=UTC&${query}`.replace(/zone=UTC&(?=.*zone=)/, ''));
    await settled(page);
  };

  const counted = (page, more) => countedBy(suite.api, page, more);

  test('rows_show_newest_first_with_count', async () => {
    assert.equal(await page.title(), 'Activity · Activity monitor');
    const { events } = await suite.api('auditor', 'GET', '/v1/events?limit=10');
    const users = await cellTexts(page, 'user');
    assert.deepEqual(users.slice(0, 10), events.map(({ actor }) => actor.name));
    const { total } = await suite.api('auditor', 'GET', `/v1/events/summary?from=${daysAgo(30)}`);
    assert.match(await count(page), new RegExp(`^${total.toLocaleString('en')} events · .*all read · monitor `));
  });

  test('user_search_finds_and_adds_several_users', async () => {
    await at('last=30d');
    const field = search(page);
    await field.fill('herr');
    await page.getByRole('option', { name: /^Tomás Herrera/ }).click();
    await settled(page);
    assert.deepEqual(new Set(await cellTexts(page, 'user')), new Set(['Tomás Herrera']));
    await field.fill('mei-ling.chen@');
    await page.getByRole('option', { name: /^Mei-Ling Chen/ }).click();
    await settled(page);
    assert.deepEqual(queryOf(page).getAll('user'), ['u_0002', 'u_0004']);
    for (const user of await cellTexts(page, 'user')) assert.match(user, /^(Tomás Herrera|Mei-Ling Chen)$/);
    await page.getByLabel('Active filters').getByText('person: Mei-Ling Chen').waitFor();
  });

  test('filters_event_source_and_outcome_combine', async () => {
    await at('last=30d');
    await page.getByRole('button', { name: 'Event', exact: true }).click();
    await page.getByLabel('Search event').fill('login');
    await page.getByRole('option', { name: 'Login Succeeded', exact: true }).click();
    await page.getByRole('option', { name: 'Login Failed Password', exact: true }).click();
    await page.keyboard.press('Escape');
    await settled(page);
    for (const event of await cellTexts(page, 'event')) assert.match(event, /^Login (Succeeded|Failed Password)$/);

    await page.getByRole('button', { name: 'Source', exact: true }).click();
    await page.getByRole('option', { name: 'Account' }).click();
    await page.keyboard.press('Escape');
    await page.getByRole('button', { name: 'Outcome', exact: true }).click();
    await page.getByRole('option', { name: 'Failure' }).click();
    await page.keyboard.press('Escape');
    await settled(page);
    assert.deepEqual(new Set(await cellTexts(page, 'event')), new Set(['Login Failed Password']));
    assert.deepEqual(new Set(await cellTexts(page, 'source')), new Set(['Account']));
    assert.deepEqual(new Set(await cellTexts(page, 'outcome')), new Set(['Failure']));

    await page.getByRole('button', { name: 'Remove filter event: Login Failed Password' }).click();
    await page.getByText('No events match these filters').waitFor();
    await page.getByRole('button', { name: 'Remove outcome: Failure' }).click();
    await settled(page);
    assert.deepEqual(new Set(await cellTexts(page, 'event')), new Set(['Login Succeeded']));

    await page.getByRole('button', { name: 'Reset' }).click();
    await settled(page);
    assert.equal(queryOf(page).toString(), 'last=30d&zone=UTC');
  });

  test('search_reads_addresses_and_says_what_is_wrong', async () => {
    await at('last=30d');
    const ip = (await cellTexts(page, 'ip')).find((ip) => ip.includes('.'));
    await search(page).fill(ip);
    await search(page).press('Enter');
    await settled(page);
    assert.deepEqual(new Set(await cellTexts(page, 'ip')), new Set([ip]));
    // Backspace removes the last token.
    await search(page).press('Backspace');
    await page.getByRole('button', { name: `Remove filter IP: ${ip}` }).waitFor({ state: 'detached' });
    await search(page).fill('ip:192.0.2.0/24');
    await search(page).press('Enter');
    await settled(page);
    for (const ip of await cellTexts(page, 'ip')) assert.match(ip, /^192\.0\.2\./);
    await search(page).fill('ip:192.0.2');
    await search(page).press('Enter');
    await page.getByText('Example: 203.0.113.7').waitFor();
    assert.equal(queryOf(page).get('ip'), '192.0.2.0/24');
  });

  test('cell_click_filters_by_its_value', async () => {
    await at('last=30d');
    const row = page.locator('[data-index="4"]');
    const [user, event] = [await row.locator('[data-cell="user"]').innerText(), await row.locator('[data-cell="event"]').innerText()];
    await row.locator('[data-cell="user"]').click();
    await settled(page);
    assert.deepEqual(new Set(await cellTexts(page, 'user')), new Set([user]));
    await page.locator('[data-cell="event"]', { hasText: event }).first().click();
    await settled(page);
    assert.deepEqual(new Set(await cellTexts(page, 'event')), new Set([event]));
    await page.goBack();
    await settled(page);
    assert.deepEqual(queryOf(page).getAll('type'), []);
    const ip = await page.locator('[data-index="0"] [data-cell="ip"]').innerText();
    await page.locator('[data-index="0"] [data-cell="ip"]').click();
    await settled(page);
    assert.equal(queryOf(page).get('ip'), ip);
  });

  test('value_menu_selects_excludes_and_copies', async () => {
    await at('last=30d&source=pass');
    await context.grantPermissions(['clipboard-read', 'clipboard-write']);
    const menu = async (cell, item) => {
      await page.locator(`[data-index="1"] [data-cell="${cell}"]`).hover();
      await page.locator(`[data-index="1"] [data-menu="${cell}"]`).click();
      await page.getByRole('menuitem', { name: item }).click();
    };
    const user = await page.locator('[data-index="1"] [data-cell="user"]').innerText();
    await menu('user', 'Copy name');
    assert.equal(await page.evaluate(() => navigator.clipboard.readText()), user);
    await menu('user', 'Exclude');
    await page.waitForURL(/not\.user=/);
    await page.getByLabel('Active filters').getByText(`not person: ${user}`).waitFor();
    await at('last=30d&source=pass');
    await menu('user', 'Only this');
    await page.waitForURL(/user=/);
    assert.deepEqual(queryOf(page).getAll('source'), ['pass']);
    await at('last=30d');
    await page.locator('[data-index="1"] [data-cell="time"]').click();
    await page.getByRole('menuitem', { name: 'Show ± 15 minutes' }).click();
    await page.waitForURL(/from=/);
    const span = Date.parse(queryOf(page).get('to')) - Date.parse(queryOf(page).get('from'));
    assert.equal(span, 30 * 60_000);
  });

  test('histogram_drag_narrows_the_range', async () => {
    await at('last=30d');
    const box = await histogramBox(page);
    await page.mouse.move(box.x + box.width * 0.5, box.y + 40);
    await page.mouse.down();
    await page.mouse.move(box.x + box.width * 0.6, box.y + 40, { steps: 4 });
    await page.mouse.up();
    await page.waitForURL(/from=/);
    await settled(page);
    const [from, to] = ['from', 'to'].map((name) => Date.parse(queryOf(page).get(name)));
    const days = (to - from) / 86_400_000;
    assert.ok(days > 2.5 && days < 3.6, `${days} days`);
    const { total } = await suite.api('auditor', 'GET', `/v1/events/summary?from=${queryOf(page).get('from')}&to=${queryOf(page).get('to')}`);
    assert.match(await count(page), new RegExp(`^${total.toLocaleString('en')} events? · .*all read · monitor `));
  });

  test('histogram_keyboard_narrows_the_range', async () => {
    await at('last=30d');
    const slider = page.getByRole('slider', { name: /Events over time/ });
    await slider.focus();
    await page.keyboard.press('Home');
    await page.keyboard.press('Shift+ArrowRight');
    await page.keyboard.press('Shift+ArrowRight');
    assert.match(await slider.getAttribute('aria-valuetext'), /events?/);
    await page.keyboard.press('Enter');
    await page.waitForURL(/from=/);
    const [from, to] = ['from', 'to'].map((name) => Date.parse(queryOf(page).get(name)));
    const hours = (to - from) / 3_600_000;
    // Three bars of four hours. The range starts within the first.
    assert.ok(hours > 8 && hours <= 12, `${hours} hours`);
    assert.equal(to % (4 * 3_600_000), 0);
  });

  test('exact_range_is_read_in_the_shown_zone', async () => {
    await at('last=30d&zone=Europe/Zurich');
    await page.getByRole('button', { name: 'Last 30 days' }).click();
    await page.getByLabel('From (Zurich)').fill('2026-02-31');
    await page.getByText('Use the format').waitFor();
    const [from, to] = [daysAgo(3).slice(0, 10), daysAgo(1).slice(0, 10)];
    await page.getByLabel('From (Zurich)').fill(`${from} 08:30`);
    await page.getByLabel('To, exclusive (Zurich)').fill(to);
    await page.getByRole('button', { name: 'Apply' }).click();
    await page.waitForURL(/from=/);
    const shown = new Intl.DateTimeFormat('sv-SE', { timeZone: 'Europe/Zurich', dateStyle: 'short', timeStyle: 'medium' });
    assert.equal(shown.format(Date.parse(queryOf(page).get('from'))), `${from} 08:30:00`);
    assert.equal(shown.format(Date.parse(queryOf(page).get('to'))), `${to} 00:00:00`);
  });

  test('zone_picker_changes_times_and_header', async () => {
    await at('last=30d');
    const { events } = await suite.api('auditor', 'GET', '/v1/events?limit=1');
    const clock = (timeZone) => new Intl.DateTimeFormat('en-GB', { timeZone, timeStyle: 'medium' }).format(Date.parse(events[0].occurred_at));
    const first = () => page.locator('[data-index="0"] [data-cell="time"]').innerText();
    const choose = async (text, name) => {
      await page.getByRole('combobox', { name: 'Time zone' }).fill(text);
      await page.getByRole('option', { name, exact: true }).click();
    };
    assert.ok((await first()).endsWith(clock('UTC')));
    await page.getByRole('columnheader', { name: 'Time (UTC)' }).waitFor();
    await choose('Browser', 'Browser (Pacific/Auckland)');
    await page.getByRole('columnheader', { name: 'Time (Auckland)' }).waitFor();
    assert.ok((await first()).endsWith(clock('Pacific/Auckland')));
    await choose('New York', 'America/New York');
    await page.getByRole('columnheader', { name: 'Time (New York)' }).waitFor();
    assert.ok((await first()).endsWith(clock('America/New_York')));
    assert.equal(queryOf(page).get('zone'), 'America/New_York');
  });

  test('url_restores_view_after_reload_and_in_new_window', async () => {
    await at('last=30d&source=account&outcome=success&order=asc&zone=Asia/Tokyo');
    const seen = async (page) => ({ times: await cellTexts(page, 'time'), count: await count(page), chips: await page.getByLabel('Active filters').innerText() });
    const before = await seen(page);
    assert.ok(before.times.length > 5);
    await page.reload();
    await settled(page);
    assert.deepEqual(await seen(page), before);
    const other = await suite.open({ person: 'owner', path: new URL(page.url()).pathname + new URL(page.url()).search });
    await settled(other.page);
    assert.deepEqual(await seen(other.page), before);
    await other.context.close();
  });

  test('order_button_reverses_rows', async () => {
    await at('last=30d');
    await page.getByRole('button', { name: 'Time (UTC)' }).click();
    await page.waitForURL(/order=asc/);
    await settled(page);
    const { events } = await suite.api('auditor', 'GET', `/v1/events?limit=5&order=asc&from=${daysAgo(30)}`);
    const users = await cellTexts(page, 'user');
    assert.deepEqual(users.slice(0, 5), events.map(({ actor }) => actor.name));
  });

  test('scrolling_loads_all_rows_without_jumps', async () => {
    await at('last=30d');
    const { total } = await suite.api('auditor', 'GET', `/v1/events/summary?from=${daysAgo(30)}`);
    const main = page.locator('#main');
    let top = 0;
    for (let step = 0; step < 200; step += 1) {
      const before = await firstVisible(page);
      await main.evaluate((element) => element.scrollBy(0, 400));
      const now = await main.evaluate((element) => element.scrollTop);
      assert.ok(now >= top, 'scrolled back by itself');
      if (now === top && (await page.getByText('No more events').isVisible())) break;
      // A visible row moves exactly as far as the page scrolled.
      const moved = before && (await page.locator(`[data-index="${before.index}"]`).boundingBox().catch(() => null));
      if (moved) assert.ok(Math.abs(before.y - moved.y - (now - top)) <= 1, `row ${before.index} jumped`);
      top = now;
      assert.ok((await rowCount(page)) < 80, 'too many rows are rendered');
      await page.waitForTimeout(20);
    }
    const last = Number(await page.locator('[data-index]').last().getAttribute('data-index'));
    assert.equal(last, total - 1);
  });

  test('grid_keyboard_moves_and_filters', async () => {
    await at('last=30d');
    await page.locator('[data-index="0"] [data-cell="time"]').focus();
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('ArrowRight');
    const focused = () => page.evaluate(() => [document.activeElement.closest('[data-index]')?.dataset.index, document.activeElement.dataset.cell]);
    await page.waitForFunction(() => document.activeElement.dataset.cell === 'user');
    assert.deepEqual(await focused(), ['2', 'user']);
    await page.keyboard.press('Alt+ArrowDown');
    await page.getByRole('menuitem', { name: 'Only this' }).waitFor();
    await page.keyboard.press('Escape');
    await page.waitForFunction(() => document.activeElement.dataset.cell === 'user');
    await page.keyboard.press('End');
    await page.waitForFunction(() => Number(document.activeElement.closest('[data-index]')?.dataset.index) > 50);
    await page.keyboard.press('Home');
    await page.waitForFunction(() => document.activeElement.closest('[data-index]')?.dataset.index === '0');
    // Tab leaves the table in one step.
    await page.keyboard.press('Tab');
    assert.equal(await page.evaluate(() => document.activeElement.closest('[data-index]')), null);
    await page.locator('[data-index="0"] [data-cell="user"]').focus();
    const user = await page.locator('[data-index="0"] [data-cell="user"]').innerText();
    await page.keyboard.press('Enter');
    await settled(page);
    assert.deepEqual(new Set(await cellTexts(page, 'user')), new Set([user]));
  });

  test('details_panel_shows_whole_event', async () => {
    await at('last=30d&source=account');
    const { events } = await suite.api('auditor', 'GET', '/v1/events?source=account&limit=3');
    const event = events[2];
    await page.locator('[data-index="2"] [data-cell="details"]').click();
    const panel = page.getByRole('complementary', { name: 'Event details' });
    await panel.waitFor();
    assert.equal(queryOf(page).get('event'), `${event.source}/${event.id}`);
    const text = await panel.innerText();
    for (const part of [event.id, event.actor.email, event.recorded_at.slice(0, 10), event.type]) assert.ok(text.includes(part), part);
    await panel.getByText('JSON', { exact: true }).click();
    assert.deepEqual(JSON.parse(await panel.locator('pre').innerText()), event);
    await page.keyboard.press('Escape');
    await panel.waitFor({ state: 'detached' });
    // A link opens the event even if the list doesn't contain it.
    await at(`last=1h&event=${event.source}/${event.id}`);
    await panel.getByText(event.id).first().waitFor();
    await panel.getByRole('button', { name: event.actor.name }).click();
    await page.getByRole('menuitem', { name: 'Add to filters' }).click();
    await page.waitForURL(/user=/);
    assert.equal(queryOf(page).get('user'), event.actor.id);
  });

  test('job_who_read_an_item_last_week', async () => {
    await at('last=last_week');
    await search(page).fill('item:Customer database');
    await page.getByRole('option', { name: 'Customer database', exact: true }).click();
    await page.waitForURL(/target=/);
    const item = queryOf(page).get('target');
    await page.getByLabel('Active filters').getByText('item: Customer database').waitFor();
    await settled(page);
    const week = await counted(page, { facets: 'user' });
    assert.equal(await count(page), `${events(week.total)} · ${people(week.facets.user.distinct)} · all read · monitor on throughout`);
    // A shared URL has only the ID, and shows the name.
    const other = await suite.open({ person: 'owner', path: `/activity?last=1h&zone=UTC&target=${encodeURIComponent(item)}` });
    await other.page.getByLabel('Active filters').getByText('item: Customer database').waitFor();
    await other.context.close();
  });

  test('job_failed_sign_ins_outside_a_country', async () => {
    await at('last=this_month');
    await search(page).fill('event:All of Sign-in outcome:failure -country:CH');
    await search(page).press('Enter');
    await page.getByLabel('Active filters').getByText('not country: Switzerland').waitFor();
    await settled(page);
    assert.deepEqual(queryOf(page).getAll('not.country'), ['CH']);
    assert.deepEqual(queryOf(page).getAll('type'), ['account.login.*']);
    const { total } = await counted(page);
    assert.ok(total > 0);
    assert.ok((await count(page)).startsWith(`${events(total)} · `));
    assert.deepEqual((await cellTexts(page, 'location')).filter((text) => /, CH|Switzerland/.test(text)), []);
  });

  test('facet_value_is_added_excluded_and_removed', async () => {
    await at('last=30d');
    const panel = page.getByRole('complementary', { name: 'Breakdown' });
    const { facets, total } = await counted(page, { facets: 'outcome,country' });
    const failures = facets.outcome.values.find(({ value }) => value === 'failure').count;
    await panel.getByRole('button', { name: /^Failure .*add to the filters$/ }).click();
    await page.waitForURL(/outcome=failure/);
    await settled(page);
    assert.ok((await count(page)).startsWith(`${events(failures)} · `));
    await panel.getByRole('button', { name: /^Failure .*remove this filter$/ }).click();
    await page.waitForURL((url) => !url.search.includes('outcome'));
    await settled(page);
    const [{ count: most }] = facets.country.values;
    await panel.getByRole('region', { name: /^Country/ }).getByRole('button', { name: /^More for/ }).first().click();
    await page.getByRole('menuitem', { name: 'Exclude' }).click();
    await page.waitForURL(/not\.country=/);
    await settled(page);
    assert.ok((await count(page)).startsWith(`${events(total - most)} · `));
  });

  test('copied_link_has_fixed_times', async () => {
    await context.grantPermissions(['clipboard-read', 'clipboard-write']);
    await at('last=7d&outcome=failure&compare=previous');
    const text = await count(page);
    await page.getByRole('button', { name: 'Copy link' }).click();
    await page.getByText('Link copied').first().waitFor();
    const url = new URL(await page.evaluate(() => navigator.clipboard.readText()));
    assert.equal(url.searchParams.get('last'), null);
    assert.equal(Date.parse(url.searchParams.get('to')) - Date.parse(url.searchParams.get('from')), 7 * 86_400_000);
    await page.goto(url.href);
    await settled(page);
    assert.equal(await count(page), text);
  });

  test('compare_shows_the_period_before', async () => {
    await at('last=7d');
    await page.getByRole('button', { name: 'Compare' }).click();
    await page.waitForURL(/compare=previous/);
    await settled(page);
    const { previous } = await counted(page, { compare: 'previous' });
    await page.getByText(new RegExp(`^Period before: ${events(previous.total)}`)).waitFor();
  });

  test('busiest_hour_is_named_and_opened', async () => {
    await at('last=30d');
    const { buckets } = await counted(page, { bucket: 'hour' });
    const most = Math.max(...buckets.map(({ total }) => total));
    await page.getByRole('button', { name: new RegExp(`^Busiest hour: .*, ${events(most)}$`) }).click();
    await page.waitForURL(/from=/);
    await settled(page);
    assert.ok((await count(page)).startsWith(`${events(most)} · `));
  });

  test('saved_view_is_opened_renamed_and_deleted', async () => {
    const owner = await suite.open({ person: 'owner', path: '/activity?last=this_month&zone=UTC&outcome=failure&not.country=CH' });
    const { page } = owner;
    await settled(page);
    const menu = (name) => page.getByRole('button', { name: 'Views' }).click().then(() => page.getByRole('menuitem', { name }).click());
    await menu('Save this view…');
    await page.getByLabel('Name').fill('Failed abroad');
    await page.getByLabel('Owners, admins and auditors').check();
    await page.getByRole('button', { name: 'Save view' }).click();
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    await page.goto(`${suite.url}/activity?last=1h&zone=UTC`);
    await menu('Failed abroad');
    await page.waitForURL(/not\.country=CH/);
    assert.deepEqual([...queryOf(page)], [['outcome', 'failure'], ['not.country', 'CH'], ['last', 'this_month'], ['zone', 'UTC']]);
    await menu('Rename or delete…');
    await page.getByRole('button', { name: 'Rename Failed abroad' }).click();
    await page.getByLabel('New name').fill('Failed sign-ins');
    await page.keyboard.press('Enter');
    await page.getByRole('button', { name: 'Delete Failed sign-ins' }).click();
    await page.getByRole('button', { name: 'Delete', exact: true }).click();
    await page.getByText('No saved views yet').waitFor();
    assert.deepEqual(owner.faults, []);
    await owner.context.close();
  });

  test('page_breaks_no_csp_rule_and_calls_no_other_host', () => {
    assert.deepEqual(faults, []);
  });
});

/** Counts the events of the page's URL with the API. */
async function countedBy(api, page, more = {}) {
  const query = queryOf(page);
  const [from, to] = boundsOf(query.get('last'), query);
  for (const name of ['last', 'zone', 'from', 'to', 'compare', 'event', 'bucket']) query.delete(name);
  for (const [name, value] of Object.entries({ from, to, time_zone: 'UTC', ...more })) query.set(name, value);
  return api('auditor', 'GET', `/v1/events/summary?${query}`);
}

/** Returns the bounds of a range of the page, in UTC. */
function boundsOf(last, query) {
  if (last === null) return [query.get('from'), query.get('to')];
  const now = new Date();
  const day = (days) => new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth(), now.getUTCDate() - days)).toISOString();
  const weekday = (now.getUTCDay() + 6) % 7;
  if (last === 'last_week') return [day(weekday + 7), day(weekday)];
  if (last === 'this_month') return [day(now.getUTCDate() - 1), now.toISOString()];
  return [daysAgo(Number(last.slice(0, -1))), now.toISOString()];
}

const events = (count) => `${count.toLocaleString('en')} event${count === 1 ? '' : 's'}`;
const people = (count) => (count === 1 ? '1 person' : `${count} people`);

function daysAgo(days) {
  return new Date(Date.now() - days * 86_400_000).toISOString();
}

async function firstVisible(page) {
  // In one call: a page has many rows.
  return page.locator('[data-index]').evaluateAll((rows) => {
    const boxes = rows.map((row) => ({ index: row.dataset.index, y: row.getBoundingClientRect().y }));
    return boxes.filter(({ y }) => y > 500).sort((one, other) => one.y - other.y)[0] ?? null;
  });
}
