// The overview: its numbers are those of the rows that they link to.
import assert from 'node:assert/strict';
import { before, describe, test } from 'node:test';
import { setUp } from './setup.mjs';

describe('Overview', () => {
  const suite = setUp(600);
  let page;
  let faults;

  before(async () => {
    ({ page, faults } = await suite.open({ person: 'owner', path: '/overview?last=30d&zone=UTC' }));
    await loaded(page);
  });

  test('numbers_are_those_of_the_linked_rows', async () => {
    // The number of new countries is not one of events.
    const links = await page.locator('main section:not(:has(> h2:text-is("New countries"))) a[href^="/activity?"]').evaluateAll((all) => all.map((link) => [link.textContent, link.getAttribute('href')]));
    const numbers = links.filter(([text]) => /^[\d,]+( events?)?$/.test(text));
    assert.ok(numbers.length >= 8, JSON.stringify(links));
    for (const [text, url] of numbers) {
      assert.equal(await rowsOf(url), Number(text.replace(/\D/g, '')), `${text} ${url}`);
    }
  });

  test('change_is_computed_from_both_times', async () => {
    const card = region('Events');
    const query = new URL(await card.getByRole('link').first().getAttribute('href'), suite.url).searchParams;
    const summary = await suite.api('owner', 'GET', `/v1/events/summary?from=${query.get('from')}&to=${query.get('to')}&compare=previous`);
    assert.equal(summary.complete, true);
    // The demo is 30 days long, so most of the time before has no monitor: a percentage would mislead.
    await card.getByText(/^No comparison: .*(off|imported).* in the 30 days before$/).waitFor();
    assert.doesNotMatch(await card.innerText(), /%/);
  });

  test('first_countries_of_the_record_are_not_new', async () => {
    await region('New countries').getByText('Not known').waitFor();
    await page.goto(`${suite.url}/overview?last=7d&zone=UTC`);
    await loaded(page);
    await region('New countries').getByText('Not seen in the 90 days before').waitFor();
    await region('New countries').getByText(/^Monitor off \d+ of 90 days before/).waitFor();
  });

  test('busiest_hour_is_the_highest_of_all_hours', async () => {
    const url = await region('Busiest hour of 30 days').getByRole('link').first().getAttribute('href');
    const query = new URL(url, suite.url).searchParams;
    const now = new Date().toISOString();
    const from = new Date(Date.now() - 30 * 86_400_000).toISOString();
    const { buckets } = await suite.api('owner', 'GET', `/v1/events/summary?from=${from}&to=${now}&bucket=hour&time_zone=UTC`);
    const most = Math.max(...buckets.map(({ total }) => total));
    const hour = buckets.findLast(({ total }) => total === most);
    assert.equal(Date.parse(query.get('from')), Date.parse(hour.start));
    assert.equal(await rowsOf(url), most);
  });

  test('hidden_details_remove_new_countries', async () => {
    await suite.api('admin', 'PATCH', '/v1/settings', { show_details: false });
    const auditor = await suite.open({ person: 'auditor', path: '/overview' });
    await auditor.page.getByRole('region', { name: 'New countries' }).getByText('locations are hidden').waitFor();
    await loaded(auditor.page);
    assert.equal(await auditor.page.getByRole('region', { name: 'Addresses used by many' }).count(), 0);
    assert.deepEqual(auditor.faults, []);
    await auditor.context.close();
    await suite.api('admin', 'PATCH', '/v1/settings', { show_details: true });
  });

  test('failed_count_says_so_and_keeps_the_other_cards', async () => {
    const { page, context } = await suite.open({ person: 'admin', path: '/exports' });
    const body = { type: 'about:blank', title: 'Forbidden', status: 403, detail: 'not now', code: 'forbidden', request_id: 'r' };
    await page.route(/events\/summary.*type=/, (route) => route.fulfill({ status: 403, contentType: 'application/problem+json', body: JSON.stringify(body) }));
    await page.getByRole('link', { name: 'Overview' }).click();
    const card = page.getByRole('region', { name: 'Failed sign-ins' });
    await card.getByText('Not loaded. Not now.').waitFor();
    assert.doesNotMatch(await card.innerText(), /\d/);
    await page.getByRole('region', { name: 'Events', exact: true }).getByRole('link').first().waitFor();
    await page.unroute(/events\/summary.*type=/);
    await card.getByRole('button', { name: 'Try again' }).click();
    await card.getByRole('link').first().waitFor();
    await context.close();
  });

  test('page_has_no_faults', () => {
    assert.deepEqual(faults, []);
  });

  const region = (name) => page.getByRole('region', { name, exact: true });

  /** Counts the rows of a URL of Activity by reading all pages of the API. */
  async function rowsOf(url) {
    const query = new URL(url, suite.url).searchParams;
    for (const name of ['zone', 'last', 'bucket']) query.delete(name);
    query.set('limit', '100');
    let count = 0;
    for (;;) {
      const { events, next_cursor: next } = await suite.api('owner', 'GET', `/v1/events?${query}`);
      count += events.length;
      if (!next) return count;
      query.set('cursor', next);
    }
  }
});

/** Waits until no card loads. */
async function loaded(page) {
  await page.getByRole('heading', { level: 1, name: 'Overview' }).waitFor();
  await page.waitForFunction(() => document.querySelectorAll('main section').length > 8);
  await page.waitForFunction(() => !/Loading|Counting|Looking for/.test(document.querySelector('main')?.innerText ?? 'Loading'));
}
