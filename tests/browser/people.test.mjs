// People, a person's page, and the own account.
import assert from 'node:assert/strict';
import { before, describe, test } from 'node:test';
import { downloaded } from './browser.mjs';
import { setUp } from './setup.mjs';

describe('People', () => {
  const suite = setUp(600);
  let page;
  let faults;

  before(async () => {
    ({ page, faults } = await suite.open({ person: 'auditor', path: '/people' }));
    await page.getByRole('table').waitFor();
  });

  test('headings_sort_on_the_server', async () => {
    await page.getByRole('button', { name: 'Sign-ins', exact: true }).click();
    await page.waitForURL(/sort=sign_ins/);
    await page.locator('th[aria-sort="descending"]', { hasText: 'Sign-ins' }).waitFor();
    await settled();
    const { people } = await suite.api('auditor', 'GET', '/v1/people?sort=sign_ins&limit=5');
    const shown = await page.getByRole('rowheader').locator('a').allInnerTexts();
    assert.deepEqual(shown.slice(0, 5), people.map(({ name }) => name));
  });

  test('search_finds_people_of_other_pages', async () => {
    await page.getByLabel('Search people').fill('hannah');
    await page.getByText('1 person', { exact: true }).waitFor();
    await page.getByRole('rowheader', { name: /Hannah Vogel/ }).waitFor();
    await page.getByLabel('Search people').fill('');
    await page.waitForURL((url) => !url.searchParams.has('q'));
  });

  test('never_seen_filter_and_csv_have_everyone', async () => {
    await page.goto(`${suite.url}/people?second_factor=never`);
    await page.locator('main [role="status"]', { hasText: /people|No matches/ }).first().waitFor();
    const { total } = await suite.api('auditor', 'GET', '/v1/people?second_factor=never&limit=1');
    if (total > 0) await page.getByText(total === 1 ? '1 person' : `${total} people`, { exact: true }).waitFor();
    await page.goto(`${suite.url}/people`);
    await page.getByRole('table').waitFor();
    const all = await suite.api('auditor', 'GET', '/v1/people?limit=1');
    const { name, text } = await downloaded(page, () => page.getByRole('button', { name: 'CSV of all matching' }).click());
    assert.equal(name, 'people.csv');
    assert.equal(text.trim().split('\r\n').length, all.total + 1);
    await page.getByText(`Downloaded a file with ${all.total} people.`).waitFor();
  });

  test('person_shows_counts_of_the_linked_events', async () => {
    await page.goto(`${suite.url}/people?q=hannah`);
    await page.getByRole('rowheader', { name: /Hannah Vogel/ }).getByRole('link').click();
    await page.getByRole('heading', { level: 1, name: 'Hannah Vogel' }).waitFor();
    const chart = page.getByRole('slider', { name: /Events by day/ });
    await chart.waitFor();
    const url = new URL(await page.getByRole('link', { name: 'All events' }).getAttribute('href'), suite.url).searchParams;
    const query = new URLSearchParams(['user', 'from', 'to'].map((key) => [key, url.get(key)]));
    const { total } = await suite.api('auditor', 'GET', `/v1/events/summary?${query}`);
    await page.getByRole('heading', { name: `${total} events in 28 days` }).waitFor();
    // The chart opens the events of a day with the keyboard.
    await chart.focus();
    await page.keyboard.press('Home');
    await page.keyboard.press('Enter');
    await page.waitForURL(/\/activity\?user=/);
  });

  test('unknown_person_is_not_found', async () => {
    await page.goto(`${suite.url}/people/u_nobody`);
    await page.getByRole('heading', { level: 1, name: 'Person not found' }).waitFor();
  });

  test('member_lands_on_own_account', async () => {
    const member = await suite.open({ person: 'member' });
    await member.page.getByRole('heading', { level: 1, name: 'My account' }).waitFor();
    const card = member.page.getByRole('region', { name: 'Failed sign-ins' });
    const link = card.getByRole('link').last();
    await link.waitFor();
    const href = await link.getAttribute('href');
    assert.match(href, /^\/my-activity\?type=/);
    const query = new URL(href, suite.url).searchParams;
    query.delete('zone');
    const { total } = await suite.api('member', 'GET', `/v1/me/events/summary?${query}`);
    assert.equal(Number(await link.innerText()), total);
    await member.page.getByRole('region', { name: 'Last sign-ins' }).getByRole('row').nth(1).waitFor();
    await member.page.getByText('You, owners, admins and auditors can see them').waitFor();
    await member.page.getByRole('region', { name: 'What was unusual' }).waitFor();
    assert.equal(await member.page.getByRole('link', { name: 'People' }).count(), 0);
    assert.deepEqual(member.faults, []);
    await member.context.close();
  });

  test('page_has_no_faults', () => {
    assert.deepEqual(faults, []);
  });

  const settled = () => page.waitForFunction(() => !document.querySelector('[data-stale]'));
});
