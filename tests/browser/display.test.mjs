// Display: bidi controls in names, cards, small windows and print.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { queryOf, settled } from './page.mjs';
import { setUp } from './setup.mjs';

const PHONE = { width: 390, height: 844 };

describe('Display', () => {
  const suite = setUp(600);

  /** Opens a page whose first events have names with bidi controls, as old rows can have. */
  async function openWithBidiNames(viewport) {
    const opened = await suite.open({ person: 'auditor', path: '/exports', viewport });
    await opened.page.route('**/v1/events?*', async (route) => {
      const response = await route.fetch();
      const body = await response.json();
      const event = body.events[0];
      event.actor = { ...event.actor, name: 'Invoice \u202egnp.exe', email: 'evil\u202emoc.elpmaxe@example.com' };
      event.client = { ...event.client, ip: '203.0.113.10', device: 'ويندوز 11' };
      body.events[1].actor.name = 'عربي';
      await route.fulfill({ response, json: body });
    });
    await opened.page.goto(`${suite.url}/activity?last=30d`);
    await settled(opened.page);
    return opened;
  }

  /** Returns the texts that contain bidi controls or are not isolated. */
  const exposed = (page, selector) =>
    page.locator(selector).evaluateAll((elements) =>
      elements.flatMap((element) => {
        const texts = [];
        const walker = document.createTreeWalker(element, NodeFilter.SHOW_TEXT);
        while (walker.nextNode()) {
          const { data, parentElement } = walker.currentNode;
          const isNotIsolated = /[\u0590-\u08ff]/.test(data) && !parentElement.closest('bdi');
          if (isNotIsolated || /[\u202a-\u202e\u2066-\u2069]/.test(data)) texts.push(data);
        }
        return texts;
      }),
    );

  for (const [name, viewport] of [['rows', { width: 1440, height: 900 }], ['cards', PHONE]]) {
    test(`${name}_show_and_isolate_bidi_controls`, async () => {
      const { page, context, faults } = await openWithBidiNames(viewport);
      await page.locator('[data-index="0"]').getByText('U+202E').first().waitFor();
      assert.deepEqual(await exposed(page, 'main'), []);
      await page.locator('[data-index="0"]').locator(viewport === PHONE ? 'button' : '[data-cell="details"]').first().click();
      const panel = page.getByRole('complementary', { name: 'Event details' });
      await panel.getByText('JSON', { exact: true }).click();
      const json = await panel.locator('pre').innerText();
      assert.match(json, /Invoice \\u202egnp\.exe/);
      assert.equal(JSON.parse(json).actor.name, 'Invoice \u202egnp.exe');
      assert.deepEqual(await exposed(page, 'aside'), []);
      assert.deepEqual(faults, []);
      await context.close();
    });
  }

  test('cards_can_be_filtered_and_sorted', async () => {
    const { page, context, faults } = await suite.open({ person: 'auditor', path: '/activity?last=30d', viewport: PHONE });
    await settled(page);
    await page.getByRole('button', { name: /^Time \(/ }).click();
    await page.waitForURL(/order=asc/);
    await settled(page);
    const { events } = await suite.api('auditor', 'GET', `/v1/events?limit=1&order=asc&from=${new Date(Date.now() - 30 * 86_400_000).toISOString()}`);
    const name = events[0].actor.name;
    await page.locator('[data-index="0"]').getByText(name).waitFor();
    await page.locator('[data-index="0"]').getByRole('button', { name: /^Filter by a value/ }).click();
    await page.getByRole('menuitem', { name: `person: ${name}` }).click();
    await page.waitForURL(/user=/);
    assert.deepEqual(queryOf(page).getAll('user'), [events[0].actor.id]);
    await settled(page);
    // Closing the details returns the focus to the card.
    await page.locator('[data-index="0"] button').first().click();
    await page.getByRole('button', { name: 'Close details' }).click();
    await page.waitForFunction(() => document.activeElement?.closest('[data-index="0"]'));
    assert.deepEqual(faults, []);
    await context.close();
  });

  test('page_fits_320_pixels', async () => {
    const { page, context } = await suite.open({ person: 'owner', path: '/activity?last=30d', viewport: { width: 320, height: 640 } });
    await settled(page);
    for (const path of ['/activity?last=30d', '/exports', '/coverage', '/settings']) {
      await page.goto(suite.url + path);
      await page.getByRole('heading', { level: 1 }).waitFor();
      const main = await page.locator('#main').evaluate((element) => [element.scrollWidth, element.clientWidth]);
      assert.ok(main[0] <= main[1], `${path} is cut: ${main}`);
    }
    await context.close();
  });

  test('print_has_every_loaded_row', async () => {
    const { page, context, faults } = await suite.open({ person: 'auditor', path: '/activity?last=30d' });
    await settled(page);
    // Counts the rows while the page is printed.
    await page.evaluate(() => {
      addEventListener('beforeprint', () => {
        globalThis.printed = document.querySelectorAll('[data-index]').length;
      });
    });
    const rendered = await page.locator('[data-index]').count();
    const pdf = await page.pdf({ format: 'A4', landscape: true });
    const printed = await page.evaluate(() => globalThis.printed);
    assert.ok(printed >= 100 && printed > rendered, `${printed} rows on paper, ${rendered} on screen`);
    const pages = pdf.toString('latin1').match(/\/Type\s*\/Page[^s]/g)?.length ?? 0;
    assert.ok(pages >= 3, `${pages} pages`);
    assert.equal(await page.locator('[data-index]').count(), rendered);
    assert.deepEqual(faults, []);
    await context.close();
  });
});
