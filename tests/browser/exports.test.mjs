// Exports: from what is looked at to a file whose rows are just that.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { downloaded, open, startBrowser } from './browser.mjs';
import { parseCsv } from './csv.mjs';
import { settled } from './page.mjs';
import { startStack } from './stack.mjs';

describe('Exports', () => {
  let stack;
  let browser;

  before(async () => {
    [stack, browser] = await Promise.all([startStack({ demoEvents: 600 }), startBrowser()]);
  });
  after(async () => {
    await browser?.close();
    await stack?.stop();
  });

  test('hold what is looked at, in the columns and zone that were chosen', async () => {
    const { page, faults, context } = await open(browser, stack, { person: 'auditor', path: '/activity?last=30d&source=account' });
    await settled(page);
    await page.getByRole('button', { name: 'Export', exact: true }).click();
    await page.getByRole('combobox', { name: 'Time zone of a second time column' }).fill('Tokyo');
    await page.getByRole('option', { name: 'Asia/Tokyo' }).click();
    await page.getByLabel('Targets', { exact: true }).uncheck();
    await page.getByLabel('User id', { exact: true }).check();
    await page.getByRole('button', { name: 'Start the export' }).click();

    // The toast goes along to other pages, and is there again after a reload.
    const toast = page.getByRole('alert').filter({ hasText: 'Export' });
    await toast.waitFor();
    await page.getByRole('link', { name: 'Exports' }).click();
    await page.reload();
    await toast.getByRole('button', { name: 'Download' }).waitFor();
    const { name, text } = await downloaded(page, () => toast.getByRole('button', { name: 'Download' }).click());
    assert.match(name, /^activity_.*\.csv$/);

    const { heading, rows } = parseCsv(text);
    assert.ok(heading.includes('Time (UTC)') && heading.includes('Time (Asia/Tokyo)') && heading.includes('User id'));
    assert.ok(!heading.includes('Targets'));
    const from = new Date(Date.now() - 30 * 86_400_000).toISOString();
    const events = await all(stack, `/v1/events?limit=1000&source=account&from=${from}`);
    const byId = (ids) => [...ids].sort();
    assert.deepEqual(byId(rows.map((row) => row['Event id'])), byId(events.map(({ id }) => id)));
    const one = rows[0];
    const event = events.find(({ id }) => id === one['Event id']);
    assert.equal(one['User email'], event.actor.email);
    assert.equal(one['User id'], event.actor.id);
    assert.equal(one['IP address'], event.client.ip ?? '');
    for (const row of rows) assert.equal(row.Source, 'account');

    // The list tells of it; removing it there takes it away.
    const item = page.getByRole('listitem').filter({ hasText: name });
    await item.getByText('Account').waitFor();
    await item.getByText('Wanjiru Kamau').waitFor();
    await item.getByText(`${rows.length} rows`).waitFor();
    await item.getByRole('button', { name: `More for ${name}` }).click();
    await page.getByRole('menuitem', { name: 'Remove the file' }).click();
    await page.getByText('No exports yet').waitFor();
    assert.deepEqual(faults, []);
    await context.close();
  });

  test('of members are of their own events', async () => {
    const { page, faults, context } = await open(browser, stack, { person: 'member', path: '/my-activity?last=30d' });
    await settled(page);
    await page.getByRole('button', { name: 'Export', exact: true }).click();
    await page.getByRole('combobox', { name: 'Format' }).click();
    await page.getByRole('option', { name: 'JSON lines, for programs' }).click();
    await page.getByRole('button', { name: 'Start the export' }).click();
    const toast = page.getByRole('alert').filter({ hasText: 'Export' });
    const { text } = await downloaded(page, () => toast.getByRole('button', { name: 'Download' }).click());
    const events = text.trim().split('\n').map((line) => JSON.parse(line));
    assert.ok(events.length > 0);
    assert.deepEqual(new Set(events.map(({ actor }) => actor.id)), new Set(['u_0004']));
    assert.deepEqual(faults, []);
    await context.close();
  });
});

async function all(stack, path) {
  const events = [];
  for (let cursor = null; ; ) {
    const page = await stack.api('auditor', 'GET', cursor ? `${path}&cursor=${encodeURIComponent(cursor)}` : path);
    events.push(...page.events);
    cursor = page.next_cursor;
    if (!cursor) return events;
  }
}
