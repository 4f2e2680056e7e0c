// The page never claims more than it knows: gaps, failures, lost connections, URLs.
import assert from 'node:assert/strict';
import { beforeEach, describe, test } from 'node:test';
import { cellTexts, count, queryOf, rowCount, search, settled } from './page.mjs';
import { setUp } from './setup.mjs';

const HOUR = 3_600_000;

describe('Accuracy', () => {
  const suite = setUp(900);
  let page;
  let context;

  beforeEach(async () => {
    await context?.close();
    ({ page, context } = await suite.open({ person: 'owner', path: '/activity?last=30d&zone=UTC' }));
    await settled(page);
  });

  const fail = (pattern, status) =>
    page.route(pattern, (route) =>
      route.fulfill({ status, contentType: 'application/problem+json', body: JSON.stringify({ status, title: 'No', detail: 'it is broken', code: 'internal' }) }),
    );
  const cover = (periods) =>
    page.route('**/v1/settings/coverage?*', (route) => route.fulfill({ json: { periods, next_cursor: null } }));
  const pages = () => page.getByRole('navigation', { name: 'Pages' });

  test('page_chunk_missing_offers_reload', async () => {
    await page.route('**/assets/ExportsPage*', (route) => route.fulfill({ status: 404 }));
    await pages().getByRole('link', { name: 'Exports' }).click();
    await page.getByText('This page couldn’t be loaded').waitFor();
    await pages().getByRole('link', { name: 'Settings' }).waitFor();
    await page.goBack();
    await settled(page);
    assert.ok((await rowCount(page)) > 10);
    await page.unroute('**/assets/ExportsPage*');
    await pages().getByRole('link', { name: 'Exports' }).click();
    // A browser can cache the failure until the page is loaded again.
    const heading = page.getByRole('heading', { level: 1, name: 'Exports' });
    const reload = page.getByRole('button', { name: 'Reload' });
    await heading.or(reload).waitFor();
    if (await reload.isVisible()) await reload.click();
    await heading.waitFor();
  });

  test('details_chunk_missing_keeps_the_rows', async () => {
    await page.route('**/assets/DetailsPanel*', (route) => route.fulfill({ status: 404 }));
    await page.locator('[data-index="2"] [data-cell="details"]').click();
    await page.getByText('This section couldn’t be loaded').waitFor();
    assert.ok((await rowCount(page)) > 10);
  });

  test('calendar_two_clicks_select_whole_days', async () => {
    const day = (back) => new Date(Date.now() - back * 24 * HOUR);
    const [first, last] = day(20).getUTCMonth() === day(10).getUTCMonth() ? [day(20), day(10)] : [day(8), day(2)];
    const label = (time) => time.toLocaleDateString('en-GB', { day: 'numeric', month: 'long', year: 'numeric', timeZone: 'UTC' });
    await page.goto(`${suite.url}/activity?zone=UTC&from=${first.toISOString()}&to=${day(1).toISOString()}`);
    await settled(page);
    await page.getByRole('button', { name: / – / }).first().click();
    await page.getByRole('button', { name: label(first), exact: true }).click();
    await page.getByRole('button', { name: label(last), exact: true }).click();
    await page.getByRole('button', { name: 'Apply' }).click();
    const next = new Date(last.getTime() + 24 * HOUR);
    await page.waitForURL((url) => url.searchParams.get('to') === `${next.toISOString().slice(0, 10)}T00:00:00.000Z`);
    assert.equal(queryOf(page).get('from'), `${first.toISOString().slice(0, 10)}T00:00:00.000Z`);
  });

  test('monitor_never_on_is_not_complete', async () => {
    const other = await suite.open({ person: 'second-admin', path: '/activity?last=30d&zone=UTC' });
    await settled(other.page);
    assert.equal(await count(other.page), '0 events · all read · monitor off the whole range');
    await other.context.close();
  });

  test('short_gap_is_visible_and_named', async () => {
    const [from, to] = [Date.now() - 100 * HOUR, Date.now() - 100 * HOUR + 40 * 60_000].map((time) => new Date(time).toISOString());
    await cover([
      { from: to, to: null, status: 'on', changes: [] },
      { from, to, status: 'off', reason: 'monitor_off', changes: [] },
      { from: null, to: from, status: 'on', changes: [] },
    ]);
    await page.reload();
    await settled(page);
    const band = page.locator('[data-band="off"]');
    assert.ok((await band.boundingBox()).width >= 4);
    // Later SVG elements are on top.
    assert.ok(await band.evaluate((element) => [...element.parentElement.children].findLastIndex((child) => child.dataset.bucket) < [...element.parentElement.children].indexOf(element)));
    assert.match(await count(page), /^\d+ events · \d+ people · all read · monitor off 40 minutes$/);
    await page.getByText(`Off ${short(from)} – ${short(to).slice(-8)}`).waitFor();
  });

  test('member_sees_gaps_and_imported_time', async () => {
    const [imported, on] = [25, 20].map((days) => new Date(Date.now() - days * 24 * HOUR).toISOString());
    const periods = [
      { from: on, to: null, status: 'on' },
      { from: imported, to: on, status: 'off', reason: 'monitor_off' },
      { from: null, to: imported, status: 'imported' },
    ];
    const member = await suite.open({ person: 'member', path: '/exports' });
    await member.page.route('**/v1/settings/coverage?*', (route) => route.fulfill({ json: { periods, next_cursor: null } }));
    await member.page.goto(`${suite.url}/my-activity?last=30d&zone=UTC`);
    await settled(member.page);
    assert.match(await count(member.page), /^\d+ events? · all read · monitor off 5 of 30 days · imported events only 5 of 30 days$/);
    for (const kind of ['off', 'imported']) await member.page.locator(`[data-band="${kind}"]`).waitFor();
    await member.context.close();
  });

  test('coverage_failed_shows_notice', async () => {
    await fail('**/v1/settings/coverage?*', 404);
    await page.reload();
    await settled(page);
    await page.getByText('Coverage couldn’t be loaded, so gaps are not shown').waitFor();
    assert.match(await count(page), /coverage unknown$/);
    await page.unroute('**/v1/settings/coverage?*');
    await page.getByRole('button', { name: 'Try again' }).click();
    await page.getByText('Coverage couldn’t be loaded, so gaps are not shown').waitFor({ state: 'detached' });
  });

  test('user_search_failed_is_not_no_matches', async () => {
    await fail('**/v1/users?*', 403);
    await search(page).fill('person:herrera');
    await page.getByText('Search failed').waitFor();
    assert.equal(await page.getByText('No matches').count(), 0);
  });

  test('offline_shows_no_rows_of_another_filter', async () => {
    await context.setOffline(true);
    await page.getByText('You’re offline. Loading').waitFor();
    const user = await page.locator('[data-index="1"] [data-cell="user"]').innerText();
    await page.locator('[data-index="1"] [data-cell="user"]').click();
    await page.getByRole('heading', { name: 'You’re offline' }).waitFor();
    assert.equal(await rowCount(page), 0);
    assert.equal(await count(page), 'Not counted: you’re offline');
    await context.setOffline(false);
    await page.locator('[data-index="0"]').waitFor();
    await settled(page);
    assert.deepEqual(new Set(await cellTexts(page, 'user')), new Set([user]));
    assert.equal(await page.getByText('You’re offline').count(), 0);
  });

  test('slow_filter_hides_rows_of_previous_filter', async () => {
    let answer;
    const gate = new Promise((resolve) => (answer = resolve));
    await page.route('**/v1/events?*outcome=failure*', async (route) => {
      await gate;
      await route.continue();
    });
    await page.getByRole('button', { name: 'Outcome', exact: true }).click();
    await page.getByRole('option', { name: 'Failure' }).click();
    await page.getByText('Loading events…').waitFor();
    assert.equal(await rowCount(page), 0);
    answer();
    await page.locator('[data-index="0"]').waitFor();
  });

  test('zone_search_replaces_current_zone', async () => {
    await page.getByRole('combobox', { name: 'Time zone' }).click();
    await page.keyboard.type('zurich');
    await page.getByRole('option', { name: 'Europe/Zurich' }).click();
    await page.getByRole('columnheader', { name: 'Time (Zurich)' }).waitFor();
  });

  test('zone_range_and_filters_survive_navigation', async () => {
    await page.goto(`${suite.url}/activity?source=pass&last=30d&zone=UTC`);
    await settled(page);
    await page.getByRole('combobox', { name: 'Time zone' }).click();
    await page.keyboard.type('zurich');
    await page.getByRole('option', { name: 'Europe/Zurich' }).click();
    await page.waitForURL(/zone=Europe/);
    await pages().getByRole('link', { name: 'Overview' }).click();
    await page.getByRole('heading', { level: 1, name: 'Overview' }).waitFor();
    assert.equal(queryOf(page).toString(), 'last=30d&zone=Europe%2FZurich');
    await pages().getByRole('link', { name: 'Exports' }).click();
    await pages().getByRole('link', { name: 'Activity', exact: true }).click();
    await settled(page);
    assert.equal(queryOf(page).toString(), 'source=pass&last=30d&zone=Europe%2FZurich');
    // The links follow when Back changes the range.
    await page.goto(`${suite.url}/activity?last=24h&zone=Europe/Zurich`);
    await settled(page);
    await page.getByRole('button', { name: 'Last 24 hours' }).click();
    await page.getByRole('button', { name: 'Last 7 days' }).click();
    await page.waitForURL(/last=7d/);
    await page.goBack();
    await page.waitForURL(/last=24h/);
    assert.match(await pages().getByRole('link', { name: 'Overview' }).getAttribute('href'), /last=24h/);
    // The next visit starts with the zone, also in the URL.
    await page.goto(`${suite.url}/`);
    await page.getByRole('heading', { level: 1, name: 'Overview' }).waitFor();
    assert.match(await pages().getByRole('link', { name: 'Activity', exact: true }).getAttribute('href'), /zone=Europe/);
  });

  test('bars_are_whole_hours_in_the_zone', async () => {
    await page.goto(`${suite.url}/activity?last=30d&zone=Asia/Kathmandu`);
    await settled(page);
    await page.getByRole('group', { name: 'Bar size' }).getByRole('button', { name: 'Hours' }).click();
    await page.waitForURL(/bucket=hour/);
    await settled(page);
    await page.getByText('One bar per hour').waitFor();
    const slider = page.getByRole('slider', { name: /Events over time/ });
    await slider.focus();
    await page.keyboard.press('ArrowLeft');
    assert.match(await slider.getAttribute('aria-valuetext'), /^\w{3} \d\d \w{3} \d\d:00–\d\d:00: /);
    await page.goto(`${suite.url}/activity?last=90d&zone=UTC`);
    await settled(page);
    assert.ok(await page.getByRole('button', { name: 'Hours' }).isDisabled());
  });

  test('axis_is_the_same_after_reload', async () => {
    const top = () => page.locator('svg[role="slider"] text').filter({ hasText: /^[\d,]+$/ }).last().textContent();
    const first = await top();
    await page.reload();
    await settled(page);
    assert.equal(await top(), first);
  });

  test('url_unknown_parameter_shows_notice', async () => {
    await page.goto(`${suite.url}/activity?planet=earth&outcome=maybe&last=30d&zone=UTC`);
    await settled(page);
    const notice = page.getByRole('note').filter({ hasText: 'not valid and were ignored' });
    for (const text of ['planet=earth', 'outcome=maybe']) await notice.getByText(text).waitFor();
    await notice.getByRole('button', { name: 'Remove from URL' }).click();
    await notice.waitFor({ state: 'detached' });
    assert.equal(queryOf(page).toString(), 'last=30d&zone=UTC');
  });

  test('back_restores_scroll_position', async () => {
    const main = page.locator('#main');
    await main.evaluate((element) => element.scrollBy(0, 1800));
    await page.locator('[data-index="70"]').waitFor();
    const top = () => main.evaluate((element) => Math.round(element.scrollTop));
    assert.equal(await top(), 1800);
    const user = page.locator('[data-index="70"] [data-cell="user"]');
    await user.click();
    await page.waitForURL(/user=/);
    await settled(page);
    assert.ok((await top()) < 100, 'a new filter starts at the top');
    await page.goBack();
    await page.locator('[data-index="70"]').waitFor();
    assert.equal(await top(), 1800);
    await pages().getByRole('link', { name: 'Exports' }).click();
    await page.getByRole('heading', { level: 1, name: 'Exports' }).waitFor();
    await page.goBack();
    await page.locator('[data-index="70"]').waitFor();
    assert.equal(await top(), 1800);
    await page.getByRole('button', { name: 'Back to top' }).click();
    await page.waitForFunction(() => document.getElementById('main').scrollTop === 0);
  });

  test('targets_are_at_least_24_pixels', async () => {
    await page.goto(`${suite.url}/activity?last=30d&zone=UTC&source=account&user=u_0002`);
    await settled(page);
    await page.locator('[data-index="0"] [data-cell="details"]').click();
    await page.getByRole('complementary', { name: 'Event details' }).locator('summary').first().waitFor();
    const small = await page.locator('#main').locator('button, input, [role="slider"]').evaluateAll((elements) =>
      elements
        .map((element) => [element.getAttribute('aria-label') ?? element.textContent, element.getBoundingClientRect()])
        .filter(([, { width, height }]) => width > 0 && Math.min(width, height) < 23.9)
        .map(([name, { width, height }]) => `${name}: ${width}×${height}`),
    );
    assert.deepEqual(small, []);
    // Targets don't overlap.
    const lines = await page.locator('[data-index="1"] [data-cell]').evaluateAll((elements) => elements.map((element) => element.getBoundingClientRect()));
    for (const one of lines) {
      for (const other of lines) {
        const apart = one.right <= other.left || other.right <= one.left || one.bottom <= other.top + 0.1 || other.bottom <= one.top + 0.1;
        assert.ok(one.x === other.x && one.y === other.y ? true : apart, `${JSON.stringify(one)} ${JSON.stringify(other)}`);
      }
    }
  });

  test('chart_click_leaves_no_outline_and_no_column', async () => {
    const slider = page.getByRole('slider', { name: /Events over time/ });
    const box = await slider.boundingBox();
    const outline = () => slider.evaluate((element) => getComputedStyle(element).outlineStyle);
    await page.mouse.click(box.x + 300, box.y + 50);
    await page.waitForURL(/from=/);
    await settled(page);
    assert.equal(await outline(), 'none');
    const { x, y, width } = await slider.boundingBox();
    // Only bars are filled: there is no full-height column under the pointer.
    const filled = await page.locator('[data-bucket] rect').evaluateAll((rects) => rects.map((rect) => rect.getAttribute('class')));
    assert.ok(filled.every((name) => !/hit/.test(name ?? '')));
    await page.mouse.move(x + width / 2, y + 300);
    await page.keyboard.press('Tab');
    await slider.focus();
    await page.keyboard.press('ArrowLeft');
    assert.equal(await outline(), 'solid');
  });
});

/** Formats a time of this year in UTC, as the page does: `20 Nov 10:20:00`. */
function short(time) {
  const at = new Date(time);
  const month = at.toLocaleDateString('en-GB', { month: 'short', timeZone: 'UTC' }).slice(0, 3);
  return `${String(at.getUTCDate()).padStart(2, '0')} ${month} ${at.toISOString().slice(11, 19)}`;
}
