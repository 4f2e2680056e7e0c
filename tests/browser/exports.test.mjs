// Exports: from filtered events to a file with exactly those rows.
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { describe, test } from 'node:test';
import { downloaded } from './browser.mjs';
import { parseCsv } from './csv.mjs';
import { settled } from './page.mjs';
import { setUp } from './setup.mjs';

describe('Exports', () => {
  const suite = setUp(600);

  test('export_has_filtered_events_columns_and_zone', async () => {
    const { page, faults, context } = await suite.open({ person: 'auditor', path: '/activity?last=30d&source=account' });
    await settled(page);
    await page.getByRole('button', { name: 'Export', exact: true }).click();
    await page.getByRole('combobox', { name: 'Time zone of the local time column' }).fill('Tokyo');
    await page.getByRole('option', { name: 'Asia/Tokyo' }).click();
    await page.getByLabel('Targets', { exact: true }).uncheck();
    await page.getByLabel('User ID', { exact: true }).check();
    await page.getByRole('button', { name: 'Start export' }).click();

    // The toast stays on other pages and after a reload.
    const toast = page.getByRole('alert').filter({ hasText: 'Export' });
    await toast.waitFor();
    // The toast has the focus, and Tab moves to the download.
    await page.waitForFunction(() => document.activeElement?.closest('[role="alert"]'));
    await toast.getByRole('button', { name: 'Download' }).waitFor();
    await page.keyboard.press('Tab');
    assert.equal(await page.evaluate(() => document.activeElement.textContent), 'Download');
    await page.getByRole('link', { name: 'Exports' }).click();
    await page.reload();
    await toast.getByRole('button', { name: 'Download' }).waitFor();
    const { name, text } = await downloaded(page, () => toast.getByRole('button', { name: 'Download' }).click());
    assert.match(name, /^activity_.*\.csv$/);

    // Chain of custody: the hash matches the downloaded file.
    const sha256 = createHash('sha256').update(text).digest('hex');
    const item = page.getByRole('listitem').filter({ hasText: name });
    await item.getByText(sha256).waitFor();
    await item.getByText('Expires').waitFor();
    await item.getByText('Complete: every matching event').waitFor();
    await item.getByText('Coverage of this time').waitFor();
    await item.getByText(/Monitor (on|off)/).waitFor();
    const manifest = await downloaded(page, () => item.getByRole('button', { name: 'Manifest' }).click());
    assert.ok(manifest.text.includes(sha256));

    // The record has who downloaded what.
    await item.getByRole('button', { name: /^Show who downloaded/ }).click();
    await item.getByText(/Wanjiru Kamau \(manifest\), .*; .*Wanjiru Kamau, /).waitFor();
    const view = new URL(await item.getByRole('link', { name: 'Open this view' }).getAttribute('href'), suite.url).searchParams;
    assert.equal(view.get('source'), 'account');
    assert.ok(Date.parse(view.get('from')) < Date.parse(view.get('to')));

    const { heading, rows } = parseCsv(text);
    assert.ok(heading.includes('Time (UTC)') && heading.includes('Time (Asia/Tokyo)') && heading.includes('User id'));
    assert.ok(!heading.includes('Targets'));
    const from = new Date(Date.now() - 30 * 86_400_000).toISOString();
    const events = await all(suite, `/v1/events?limit=1000&source=account&from=${from}`);
    const byId = (ids) => [...ids].sort();
    assert.deepEqual(byId(rows.map((row) => row['Event id'])), byId(events.map(({ id }) => id)));
    const one = rows[0];
    const event = events.find(({ id }) => id === one['Event id']);
    assert.equal(one['User email'], event.actor.email);
    assert.equal(one['User id'], event.actor.id);
    assert.equal(one['IP address'], event.client.ip ?? '');
    for (const row of rows) assert.equal(row.Source, 'account');

    // The list shows the export. Deleting the file removes it.
    await item.getByText('source: Account').waitFor();
    await item.getByText('Wanjiru Kamau').first().waitFor();
    await item.getByText(`${rows.length} rows`).waitFor();
    await item.getByRole('button', { name: `Actions for ${name}` }).click();
    await page.getByRole('menuitem', { name: 'Delete file' }).click();
    await page.getByRole('dialog').getByText('This can’t be undone').waitFor();
    await page.getByRole('dialog').getByRole('button', { name: 'Delete file' }).click();
    await page.getByText('No exports yet').waitFor();
    assert.deepEqual(faults, []);
    await context.close();
  });

  test('form_and_panel_return_the_focus', async () => {
    const { page, faults, context } = await suite.open({ person: 'auditor', path: '/activity?last=30d' });
    await settled(page);
    await page.getByRole('button', { name: 'Export', exact: true }).click();
    await page.getByRole('button', { name: 'Start export' }).waitFor();
    await page.keyboard.press('Escape');
    await page.waitForFunction(() => document.activeElement?.textContent === 'Export');
    await page.locator('[data-index="1"] [data-cell="details"]').click();
    await page.getByRole('complementary', { name: 'Event details' }).locator('summary').first().waitFor();
    await page.keyboard.press('Escape');
    await page.waitForFunction(() => document.activeElement?.closest('[data-index="1"]'));
    assert.deepEqual(faults, []);
    await context.close();
  });

  test('member_export_has_only_own_events', async () => {
    const { page, faults, context } = await suite.open({ person: 'member', path: '/my-activity?last=30d' });
    await settled(page);
    await page.getByRole('button', { name: 'Export', exact: true }).click();
    await page.getByRole('combobox', { name: 'Format' }).click();
    await page.getByRole('option', { name: 'JSON Lines, for programs' }).click();
    await page.getByRole('button', { name: 'Start export' }).click();
    const toast = page.getByRole('alert').filter({ hasText: 'Export' });
    const { text } = await downloaded(page, () => toast.getByRole('button', { name: 'Download' }).click());
    const events = text.trim().split('\n').map((line) => JSON.parse(line));
    assert.ok(events.length > 0);
    assert.deepEqual(new Set(events.map(({ actor }) => actor.id)), new Set(['u_0004']));
    assert.deepEqual(faults, []);
    await context.close();
  });
});

async function all(suite, path) {
  const events = [];
  for (let cursor = null; ; ) {
    const page = await suite.api('auditor', 'GET', cursor ? `${path}&cursor=${encodeURIComponent(cursor)}` : path);
    events.push(...page.events);
    cursor = page.next_cursor;
    if (!cursor) return events;
  }
}
