// Sources and event types of a vendor's own product: registered, sent, found, exported, deprecated.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { parseCsv } from './csv.mjs';
import { downloaded } from './browser.mjs';
import { cellTexts, queryOf, settled } from './page.mjs';
import { setUp } from './setup.mjs';

const TYPES = [
  { id: 'contact.created', label: 'Contact Created', category: 'Contacts', description: 'A contact was created.', class: 'Item created' },
  { id: 'contact.changed', label: 'Contact Changed', category: 'Contacts', description: 'A contact was changed.', class: 'Item changed' },
  { id: 'contact.exported', label: 'Contacts Exported', category: 'Contacts', description: 'Contacts were exported.', class: 'Items exported' },
  { id: 'deal.won', label: 'Deal Won', category: 'Deals', description: 'A deal was won.', class: 'Item changed' },
  { id: 'login.failed', label: 'CRM Sign-in Failed', category: 'Sign-in', description: 'A sign-in to the CRM failed.', class: 'Sign-in failed' },
];
const LABELS = TYPES.map(({ label }) => label).sort();

describe('Event types', () => {
  const suite = setUp(50);
  let secret;
  let sent = 0;

  /** Sends one event of each type with the key of the first test, and returns the results. */
  async function send(types) {
    const events = types.map((type) => ({
      id: `crm-${(sent += 1)}`,
      organization_id: suite.dev.organization_id,
      type,
      occurred_at: new Date().toISOString(),
      actor: { id: 'u_0004' },
    }));
    const response = await fetch(`${suite.url}/v1/events`, {
      method: 'POST',
      headers: { Authorization: `Bearer ${secret}`, 'Content-Type': 'application/json' },
      body: JSON.stringify({ events }),
    });
    return (await response.json()).results;
  }

  test('operator_registers_source_and_types', async () => {
    const { page, context, faults } = await suite.open({ person: 'operator', path: '/event-types' });
    await page.getByRole('button', { name: 'Register source' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel('ID', { exact: true }).fill('C RM');
    await dialog.getByLabel('Label').fill('CRM');
    await dialog.getByRole('button', { name: 'Register' }).click();
    await page.waitForFunction(() => document.querySelector('[role="dialog"] input')?.getAttribute('aria-invalid') === 'true');
    await dialog.getByLabel('ID', { exact: true }).fill('crm');
    await dialog.getByRole('button', { name: 'Register' }).click();
    await page.getByRole('region', { name: 'CRM' }).getByText('No event types yet').waitFor();

    for (const { id, label, category, description, class: className } of TYPES) {
      await page.getByRole('button', { name: 'Register event type of CRM' }).click();
      await dialog.getByLabel('ID', { exact: true }).fill(id);
      await dialog.getByLabel('Label').fill(label);
      await dialog.getByRole('combobox', { name: 'Class' }).fill(className);
      await page.getByRole('option', { name: new RegExp(`^${className} `) }).click();
      await dialog.getByRole('combobox', { name: 'Category' }).fill(category);
      await dialog.getByLabel('Description').fill(description);
      await dialog.getByRole('button', { name: 'Register' }).click();
      await page.getByRole('row', { name: new RegExp(`^${label} crm\\.${id}.*None yet`) }).waitFor();
    }
    // The same ID again is refused before it would change the type.
    await page.getByRole('button', { name: 'Register event type', exact: true }).click();
    await dialog.getByRole('combobox', { name: 'Source' }).click();
    await page.getByRole('option', { name: 'CRM (crm)' }).click();
    await dialog.getByLabel('ID', { exact: true }).fill('crm.deal.won');
    await dialog.getByLabel('Label').fill('Deal Won Again');
    await dialog.getByRole('combobox', { name: 'Class' }).fill('other');
    await page.getByRole('option', { name: /^Other / }).click();
    await dialog.getByRole('combobox', { name: 'Category' }).fill('Deals');
    await dialog.getByLabel('Description').fill('A deal was won.');
    await dialog.getByRole('button', { name: 'Register' }).click();
    await dialog.getByText('crm.deal.won is an event type already.').waitFor();
    await dialog.getByRole('button', { name: 'Cancel' }).click();

    const { event_types: types } = await suite.api('operator', 'GET', '/v1/event-types');
    assert.deepEqual(types.filter(({ source }) => source === 'crm').map(({ label }) => label).sort(), LABELS);

    await page.getByRole('link', { name: 'Keys' }).click();
    await page.getByRole('button', { name: 'Create key' }).click();
    await dialog.getByLabel('Name').fill('CRM, production');
    await dialog.getByRole('checkbox', { name: /^CRM/ }).check();
    await dialog.getByRole('button', { name: 'Create key' }).click();
    secret = await page.locator('code', { hasText: /^am_/ }).innerText();
    await page.getByRole('button', { name: 'I stored it' }).click();
    await page.getByRole('row', { name: /CRM, production/ }).getByText('CRM', { exact: true }).waitFor();
    assert.deepEqual(faults, []);
    await context.close();
  });

  test('admin_filters_by_wildcard_and_exports', async () => {
    const results = await send(TYPES.map(({ id }) => `crm.${id}`));
    assert.deepEqual(results.map(({ status }) => status), TYPES.map(() => 'recorded'));
    const { page, context, faults } = await suite.open({ person: 'admin', path: '/activity?last=24h' });
    await settled(page);
    await page.getByRole('button', { name: 'Event', exact: true }).click();
    await page.getByLabel('Search event').fill('crm.*');
    await page.getByRole('option', { name: /^All of CRM/ }).click();
    await page.keyboard.press('Escape');
    await page.waitForURL(/type=crm/);
    await settled(page);
    assert.deepEqual(queryOf(page).getAll('type'), ['crm.*']);
    assert.deepEqual((await cellTexts(page, 'event')).sort(), LABELS);
    await page.getByText(/^5 events/).waitFor();

    await page.getByRole('button', { name: 'Export', exact: true }).click();
    await page.getByRole('dialog').getByText('event: All of CRM').waitFor();
    await page.getByRole('button', { name: 'Start export' }).click();
    const toast = page.getByRole('alert').filter({ hasText: 'Export' });
    const { text } = await downloaded(page, () => toast.getByRole('button', { name: 'Download' }).click());
    const { rows } = parseCsv(text);
    assert.deepEqual(rows.map((row) => row.Event).sort(), LABELS);
    assert.deepEqual(rows.map((row) => row['Event type']).sort(), TYPES.map(({ id }) => `crm.${id}`).sort());

    // A click on a value filters by it, and the details have its label and description.
    await page.locator('[data-cell="event"]', { hasText: 'Deal Won' }).click();
    await page.waitForURL(/type=crm.deal.won/);
    await page.getByRole('button', { name: 'Remove filter event: All of CRM' }).click();
    await settled(page);
    assert.deepEqual(await cellTexts(page, 'event'), ['Deal Won']);
    await page.locator('[data-index="0"] [data-cell="details"]').click();
    await page.getByRole('complementary', { name: 'Event details' }).getByText('A deal was won.').waitFor();
    assert.deepEqual(faults, []);
    await context.close();
  });

  test('unknown_type_is_shown_and_refused_by_id', async () => {
    const { page, context, faults } = await suite.open({ person: 'admin', path: '/exports' });
    await page.route('**/v1/events?*', async (route) => {
      const response = await route.fetch();
      if (!response.ok()) return route.fulfill({ response });
      const body = await response.json();
      Object.assign(body.events[0], { type: 'erp.order.shipped', source: 'erp' });
      return route.fulfill({ response, json: body });
    });
    await page.goto(`${suite.url}/activity?last=30d`);
    await settled(page);
    assert.equal((await cellTexts(page, 'event'))[0], 'erp.order.shipped');
    assert.equal((await cellTexts(page, 'source'))[0], 'erp');
    await page.locator('[data-index="0"] [data-cell="event"]').click();
    await page.getByRole('alert').getByText('event: erp.order.shipped. This is not a type of the catalog.').waitFor();
    await page.getByText('No events are shown').waitFor();
    await page.getByRole('button', { name: 'Remove this filter' }).click();
    await settled(page);
    assert.equal(await page.getByRole('alert').count(), 0);
    assert.deepEqual(queryOf(page).getAll('type'), []);
    assert.deepEqual(faults, []);
    await context.close();
  });

  test('operator_edits_and_deprecates_a_type', async () => {
    const { page, context, faults } = await suite.open({ person: 'operator', path: '/event-types?q=deal' });
    const row = page.getByRole('row', { name: /crm\.deal\.won/ });
    // The time of the last event is known to the day.
    await row.getByText(/^\d\d \w{3}$/).waitFor();
    await row.getByRole('button', { name: 'Edit Deal Won' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel('Label').fill('x'.repeat(300));
    await dialog.getByRole('button', { name: 'Save' }).click();
    await dialog.getByText(/^This is longer than/).waitFor();
    await dialog.getByLabel('Label').fill('Deal Closed');
    await dialog.getByRole('button', { name: 'Save' }).click();
    await row.getByText('Deal Closed').waitFor();
    await row.getByRole('button', { name: 'Deprecate Deal Closed' }).click();
    await dialog.getByText('Events that are recorded already stay').waitFor();
    await dialog.getByRole('button', { name: 'Cancel' }).click();
    await row.getByRole('button', { name: 'Deprecate Deal Closed' }).click();
    await dialog.getByRole('button', { name: 'Deprecate' }).click();
    await row.getByText('Deprecated').waitFor();
    // Ingest loads the catalog again for a type that it does not know yet, and so learns of the change at once.
    await suite.api('operator', 'PUT', '/v1/event-types/crm.deal.lost', { label: 'Deal Lost', category: 'Deals', description: 'A deal was lost.', class: 'other' });
    const [refused, recorded] = await send(['crm.deal.won', 'crm.deal.lost']);
    assert.equal(refused.status, 'rejected');
    assert.deepEqual(refused.errors.map(({ pointer }) => pointer), ['/type']);
    assert.match(refused.errors[0].message, /is deprecated/);
    assert.equal(recorded.status, 'recorded');
    await row.getByRole('button', { name: 'Reinstate Deal Closed' }).click();
    await dialog.getByRole('button', { name: 'Reinstate' }).click();
    await row.getByRole('button', { name: 'Deprecate Deal Closed' }).waitFor();
    await page.getByLabel('Search event types').fill('nothing of this name');
    await page.getByRole('button', { name: 'Clear search' }).click();
    await page.getByText('Contact Created').waitFor();
    assert.equal(queryOf(page).get('q'), null);
    assert.deepEqual(faults, []);
    await context.close();
  });
});
