// What the dashboard is for: the questions of admins, auditors, members and operators, with the clicks that an answer
// takes. `BROWSER=firefox` runs them in Firefox.
import assert from 'node:assert/strict';
import { after, describe, test } from 'node:test';
import { countInput, inputOf, resetInput } from './clicks.mjs';
import { parseCsv } from './csv.mjs';
import { count, settled } from './page.mjs';
import { setUp } from './setup.mjs';
import { evaluated, until } from './stack.mjs';

const DAY = 86_400_000;
const ZONE = 'Europe/Zurich';

describe('Jobs', () => {
  const suite = setUp(5000, { detector: true });
  const done = [];

  /** Opens a page, and counts clicks and keys from there. */
  async function start(person, path) {
    const { page, context, faults } = await suite.open({ person, path, timezoneId: ZONE });
    await countInput(page);
    await page.locator('main h1').first().waitFor();
    await resetInput(page);
    return { page, context, faults };
  }

  /** Checks what a job took, and closes its window. */
  async function finish(job, { page, context, faults }, limits) {
    const input = await inputOf(page);
    done.push(`${job}: ${input.clicks} clicks, ${input.keys} keys`);
    for (const [name, limit] of Object.entries(limits)) assert.ok(input[name] <= limit, `${job}: ${input[name]} ${name}`);
    assert.deepEqual(faults, []);
    await context.close();
  }

  after(() => {
    for (const line of done) console.log(line);
  });

  /** Returns every event of a query, page by page. */
  async function allEvents(query) {
    const found = [];
    let cursor = '';
    do {
      const page = await suite.api('owner', 'GET', `/v1/events?limit=200&${query}${cursor}`);
      found.push(...page.events);
      cursor = page.next_cursor ? `&cursor=${encodeURIComponent(page.next_cursor)}` : null;
    } while (cursor !== null);
    return found;
  }

  /** Reads the number of events from the line below the chart. */
  const counted = async (page) => Number(/([\d,]+) events?/.exec(await count(page))[1].replaceAll(',', ''));

  test('a_evidence_of_attack_as_one_export', async () => {
    const opened = await start('owner', '/overview');
    const { page } = opened;
    const finding = page.getByRole('list', { name: 'Findings that need a look' }).getByRole('listitem').filter({ hasText: 'Hannah Vogel' }).first();
    await finding.getByRole('link').first().click();
    await page.getByRole('button', { name: 'Export the evidence' }).click();
    await page.getByRole('button', { name: 'Start export' }).click();
    const download = page.getByRole('button', { name: /^Download/ }).first();
    await download.waitFor();
    const [file] = await Promise.all([page.waitForEvent('download'), download.click()]);
    const chunks = [];
    for await (const chunk of await file.createReadStream()) chunks.push(chunk);
    const { rows } = parseCsv(Buffer.concat(chunks).toString());
    const hers = await allEvents('user=hannah.vogel@northwind.example');
    const removed = hers.find(({ type }) => type === 'account.totp.disabled');
    const ids = rows.map((row) => row['Event id']);
    assert.ok(ids.includes(removed.id), `${rows.length} rows`);
    // The whole attack, and not only the events that the rule counted.
    const reads = hers.filter(({ type, client }) => type === 'pass.item.read' && client.ip === removed.client.ip);
    assert.ok(reads.length > 0 && reads.every(({ id }) => ids.includes(id)), `${reads.length} reads`);
    await finish('a', opened, { clicks: 6 });
  });

  test('b_readers_of_an_item_last_week', async () => {
    const opened = await start('owner', `/activity?last=7d&zone=${ZONE}`);
    const { page } = opened;
    await settled(page);
    const search = page.getByRole('combobox', { name: 'Search and filter' });
    await search.click();
    await page.keyboard.type('Customer database');
    await page.getByRole('option', { name: /^Customer database/ }).first().click();
    await page.getByRole('button', { name: /^Last 7 days/ }).click();
    await page.getByRole('button', { name: 'Last week', exact: true }).click();
    await settled(page);
    const url = new URL(page.url());
    const [target] = url.searchParams.getAll('target');
    const events = (await allEvents(`target=${encodeURIComponent(target)}`)).filter(({ occurred_at: at }) => isLastWeek(Date.parse(at)));
    const people = new Set(events.map(({ actor }) => actor.id)).size;
    assert.match(await count(page), new RegExp(`^${events.length} events · ${people} (people|person) · all read · monitor on throughout$`));
    await finish('b', opened, { clicks: 4 });
  });

  test('c_failed_sign_ins_abroad_this_month', async () => {
    const opened = await start('auditor', '/overview');
    const { page } = opened;
    await page.getByRole('region', { name: 'Failed sign-ins' }).getByRole('link').first().click();
    await settled(page);
    await page.getByRole('combobox', { name: 'Search and filter' }).click();
    await page.keyboard.type('-switzerland');
    await page.getByRole('option', { name: /Switzerland/ }).first().click();
    await page.getByRole('group', { name: 'Time range' }).or(page.getByRole('button', { name: / – / })).first().click();
    await page.getByRole('button', { name: 'This month', exact: true }).click();
    await settled(page);
    const failed = ['failed_password', 'failed_2fa', 'failed_recovery_phrase', 'blocked', 'forbidden'].map((name) => `type=account.login.${name}`);
    const from = new Date(startOfMonth()).toISOString();
    const events = (await allEvents(`${failed.join('&')}&from=${from}`)).filter(({ client }) => client.location?.country !== 'CH');
    assert.equal(await counted(page), events.length);
    await finish('c', opened, { clicks: 5 });
  });

  test('d_never_seen_with_second_factor', async () => {
    const signs = ['account.login.awaiting_2fa', 'account.login.failed_2fa', 'account.reauthentication.failed_2fa',
      'account.totp.enabled', 'account.totp.disabled', 'account.security_key.added', 'account.security_key.removed'];
    const events = await allEvents('source=account&source=pass&source=vpn&source=organization');
    const seen = new Set(events.filter(({ type }) => signs.includes(type)).map(({ actor }) => actor.id));
    const never = new Set(events.map(({ actor }) => actor.id).filter((id) => !seen.has(id))).size;

    const opened = await start('owner', '/overview');
    const { page } = opened;
    await page.getByText('Never seen in the record').getByRole('link').click();
    await page.getByText(new RegExp(`^${never} (people|person)`)).first().waitFor();
    await finish('d, never seen', opened, { clicks: 3 });
  });

  test('d_second_factor_removed_in_90_days', async () => {
    const removed = await allEvents('type=account.totp.disabled&type=account.security_key.removed');
    const opened = await start('owner', '/overview');
    const { page } = opened;
    await page.getByText('Removed in 90 days').getByRole('link').first().click();
    await settled(page);
    assert.equal(await counted(page), removed.length);
    await finish('d, removed', opened, { clicks: 3 });
  });

  for (const person of ['owner', 'auditor', 'member']) {
    test(`e_monitor_off_last_month_for_${person}`, async () => {
      const opened = await start(person, person === 'member' ? '/my-account' : '/overview');
      const { page } = opened;
      await page.getByRole('link', { name: 'Coverage', exact: true }).click();
      // The demo turns the monitor on 31 days ago, so that it was off in the month of that day.
      const { periods } = await suite.api(person, 'GET', '/v1/settings/coverage');
      const on = periods.find(({ status }) => status !== 'off').from;
      const month = new Intl.DateTimeFormat('en', { month: 'long', year: 'numeric', timeZone: ZONE }).format(Date.parse(on));
      const link = page.getByRole('link', { name: new RegExp(month) }).first();
      if (!(await page.getByRole('heading', { name: new RegExp(month) }).isVisible())) await link.click();
      await page.getByText(/off/i).first().waitFor();
      await finish(`e, ${person}`, opened, { clicks: 2 });
    });
  }

  test('e_count_line_is_not_complete_over_a_gap', async () => {
    const opened = await start('owner', `/activity?last=90d&zone=${ZONE}`);
    await settled(opened.page);
    assert.match(await count(opened.page), /monitor off \d+ of 90 days/);
    await finish('e, count line', opened, { clicks: 0 });
  });

  test('f_member_says_this_was_not_me', async () => {
    const { user } = await suite.api('member', 'GET', '/v1/me');
    const events = Array.from({ length: 12 }, (_, index) => ({
      id: `jobs-${index}`,
      organization_id: suite.dev.organization_id,
      type: 'account.login.failed_password',
      outcome: 'failure',
      occurred_at: new Date(Date.now() - 300_000 + index * 10_000).toISOString(),
      actor: user,
      client: { ip: `203.0.113.${20 + (index % 6)}`, device: 'script' },
    }));
    await suite.api('product', 'POST', '/v1/events', { events });
    await until(120_000, () => 'no finding about the member', async () => {
      const { findings } = await suite.api('member', 'GET', '/v1/me/findings');
      if (!findings.some(({ rule }) => rule === 'account.guessing')) throw new Error('none');
    });
    await evaluated(suite.api);
    const opened = await start('member', '/my-account');
    const { page } = opened;
    await page.getByRole('listitem').filter({ hasText: 'Password guessing' }).getByRole('link').first().click();
    await page.getByRole('button', { name: 'This wasn’t me' }).first().click();
    await page.getByText('Your administrators are told that this was not you.').waitFor();
    await finish('f', opened, { clicks: 2 });
  });

  test('g_new_product_until_first_event', async () => {
    const opened = await start('operator', '/organizations');
    const { page } = opened;
    await page.getByRole('link', { name: 'Add organization' }).click();
    await page.getByLabel('ID', { exact: true }).fill('org_lakeside');
    await page.getByLabel('Name').fill('Lakeside');
    await page.getByRole('button', { name: 'Add organization' }).click();
    await page.getByRole('button', { name: 'Register a new product' }).click();
    await page.getByLabel('ID', { exact: true }).fill('wiki');
    await page.getByLabel('Label').fill('Wiki');
    await page.getByRole('button', { name: 'Register', exact: true }).click();
    for (const [id, label, kind] of [['page.read', 'Page Read', 'item.read'], ['page.changed', 'Page Changed', 'item.changed']]) {
      await page.getByRole('button', { name: /^Register (another )?event type$/ }).click();
      const dialog = page.getByRole('dialog');
      await dialog.getByLabel('ID', { exact: true }).fill(id);
      await dialog.getByLabel('Label').fill(label);
      await dialog.getByRole('combobox', { name: 'Class' }).fill(kind);
      await page.getByRole('option', { name: new RegExp(kind.replace('.', '\\.')) }).click();
      await dialog.getByRole('textbox', { name: 'Category' }).or(dialog.getByRole('combobox', { name: 'Category' })).first().fill('Pages');
      await dialog.getByLabel('Description').fill('A page of the wiki.');
      await dialog.getByRole('button', { name: 'Register' }).click();
      await page.getByText(`wiki.${id}`).waitFor();
    }
    await page.getByRole('link', { name: 'Continue' }).click();
    await page.getByLabel('Name').fill('Wiki, production');
    assert.ok(await page.getByRole('checkbox', { name: /Wiki/ }).isChecked());
    await page.getByRole('button', { name: 'Create key' }).click();
    await page.getByText('Waiting for the first event').waitFor();
    const secret = await page.locator('code', { hasText: /^am_/ }).innerText();

    const token = await fetch(`${suite.url}/dev/oidc/script-token`, { method: 'POST', body: new URLSearchParams({ organization: 'org_lakeside', role: 'owner' }) });
    const { access_token: owner } = await token.json();
    const json = { 'Content-Type': 'application/json' };
    const on = await fetch(`${suite.url}/v1/settings`, { method: 'PATCH', headers: { ...json, Authorization: `Bearer ${owner}` }, body: JSON.stringify({ activity_monitor: true }) });
    assert.equal(on.status, 200);
    const event = { id: 'first', organization_id: 'org_lakeside', type: 'wiki.page.read', occurred_at: new Date(Date.now() + 1000).toISOString(), actor: { id: 'u_1', name: 'Ada' } };
    const sent = await fetch(`${suite.url}/v1/events`, { method: 'POST', headers: { ...json, Authorization: `Bearer ${secret}` }, body: JSON.stringify({ events: [event] }) });
    assert.equal((await sent.json()).results[0].status, 'recorded');
    await page.getByText(/First event received ✓/).waitFor();
    await finish('g', opened, {});
  });

  test('h_link_shows_a_colleague_the_same', async () => {
    const opened = await start('owner', `/activity?last=7d&zone=${ZONE}&outcome=failure`);
    const { page } = opened;
    await settled(page);
    const shown = await counted(page);
    await page.evaluate(() => {
      // Not every browser lets a test read the clipboard.
      navigator.clipboard.writeText = async (text) => { globalThis.copied = text; };
    });
    await page.getByRole('button', { name: 'Copy link' }).click();
    const url = await page.evaluate(() => globalThis.copied);
    const query = new URL(url).searchParams;
    assert.ok(query.has('from') && query.has('to') && !query.has('last'), url);
    const colleague = await start('auditor', url.slice(suite.url.length));
    await settled(colleague.page);
    assert.equal(await counted(colleague.page), shown);
    await colleague.context.close();
    await finish('h', opened, { clicks: 1 });
  });

  test('i_filter_by_person_and_export_by_keyboard', async () => {
    const opened = await start('owner', `/activity?last=7d&zone=${ZONE}`);
    const { page } = opened;
    await settled(page);
    await page.keyboard.press('/');
    await page.keyboard.type('hannah');
    await page.getByRole('option', { name: /Hannah Vogel/ }).waitFor();
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    await page.getByLabel('Active filters').getByText(/Hannah Vogel/).waitFor();
    await settled(page);
    // Out of the search box, whose letters are text.
    await page.keyboard.press('Escape');
    await page.keyboard.press('e');
    await page.getByRole('button', { name: 'Start export' }).waitFor();
    // Back from the first control of the dialog is its last.
    await page.keyboard.press('Shift+Tab');
    await page.waitForFunction(() => document.activeElement?.textContent === 'Start export');
    await page.keyboard.press('Enter');
    await page.getByRole('button', { name: /^Download/ }).first().waitFor();
    assert.deepEqual(new URL(page.url()).searchParams.getAll('user').length, 1);
    await finish('i', opened, { clicks: 0, keys: 20 });
  });

  test('j_busiest_hour_and_what_was_special', async () => {
    const opened = await start('owner', '/overview');
    const { page } = opened;
    const card = page.getByRole('region', { name: /Busiest hour of 30 days/ }).or(page.locator('section, article, div').filter({ has: page.getByRole('heading', { name: /Busiest hour of 30 days/ }) })).last();
    await card.getByText('203.0.113.56').waitFor();
    const events = await allEvents(`from=${new Date(Date.now() - 30 * DAY).toISOString()}`);
    const hours = new Map();
    for (const { occurred_at: at } of events) hours.set(at.slice(0, 13), (hours.get(at.slice(0, 13)) ?? 0) + 1);
    await card.getByRole('link').first().click();
    await settled(page);
    assert.equal(await counted(page), Math.max(...hours.values()));
    await finish('j', opened, { clicks: 2 });
  });

  test('k_this_week_against_last', async () => {
    const opened = await start('owner', '/overview');
    const { page } = opened;
    const row = page.getByRole('row', { name: /^Events/ });
    const [now, before] = await Promise.all([0, 1].map(async (index) => Number((await row.getByRole('link').nth(index).innerText()).replaceAll(',', ''))));
    await row.getByRole('link').nth(1).click();
    await settled(page);
    assert.equal(await counted(page), before);
    assert.ok(now >= 0);
    await finish('k', opened, { clicks: 1 });
  });
});

/** Returns the milliseconds by which clocks of the tests' zone are ahead of UTC at a time. */
function offsetAt(time) {
  const parts = new Intl.DateTimeFormat('en', { timeZone: ZONE, timeZoneName: 'longOffset' }).formatToParts(time);
  const [, sign, hours, minutes] = /GMT([+-])(\d+):(\d+)/.exec(parts.find(({ type }) => type === 'timeZoneName').value) ?? [null, '+', 0, 0];
  return (sign === '-' ? -1 : 1) * (Number(hours) * 60 + Number(minutes)) * 60_000;
}

/** Returns the time at which a day begins in the tests' zone. */
function startOfDay(year, month, day) {
  const utc = Date.UTC(year, month, day);
  return utc - offsetAt(utc);
}

/** Returns the current day in the tests' zone, as a date in UTC. */
function today() {
  return new Date(Date.now() + offsetAt(Date.now()));
}

function startOfMonth() {
  return startOfDay(today().getUTCFullYear(), today().getUTCMonth(), 1);
}

/** Returns `true` for times of last week, which begins on Monday. */
function isLastWeek(time) {
  const now = today();
  const monday = now.getUTCDate() - ((now.getUTCDay() + 6) % 7);
  const start = (day) => startOfDay(now.getUTCFullYear(), now.getUTCMonth(), day);
  return time >= start(monday - 7) && time < start(monday);
}
