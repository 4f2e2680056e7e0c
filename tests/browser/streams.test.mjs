// Streams: adding and verifying one, its states in words, dead letters, replay, and who may do what.
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { after, before, describe, test } from 'node:test';
import { setUp } from './setup.mjs';
import { until } from './stack.mjs';

describe('Streams', () => {
  const suite = setUp(0);
  let receiver;
  let status = 200;

  // A webhook that echoes challenges, and answers everything else with `status`.
  before(async () => {
    receiver = createServer(async (request, response) => {
      let body = '';
      for await (const chunk of request) body += chunk;
      const { type, data } = JSON.parse(body);
      if (type !== 'stream.verification') return response.writeHead(status).end();
      response.writeHead(200, { 'Content-Type': 'application/json' }).end(JSON.stringify({ challenge: data.challenge }));
    }).listen(0, '127.0.0.1');
    await once(receiver, 'listening');
  });
  after(() => receiver?.close());

  const record = (id) =>
    suite.api('product', 'POST', '/v1/events', {
      events: [{ id, organization_id: suite.dev.organization_id, type: 'pass.item.read', occurred_at: new Date().toISOString(), actor: { id: 'u_ada' } }],
    });

  test('added_stream_is_verified_tested_paused_and_deleted', async () => {
    const { page, faults, context } = await suite.open({ person: 'admin', path: '/streams' });
    await page.getByText('No streams yet').waitFor();
    await page.getByRole('button', { name: 'Add stream' }).click();
    const dialog = page.getByRole('dialog');
    const url = dialog.getByRole('textbox', { name: 'URL' });
    await dialog.getByLabel('Name').fill('Archive');
    await url.fill('ftp://siem.northwind.example');
    await dialog.getByRole('combobox', { name: 'Value of the filter event' }).fill('pass.*');
    await page.keyboard.press('Enter');
    await dialog.getByRole('button', { name: 'Add stream' }).click();
    // The error is at its field, in words.
    await dialog.getByText('This must be an https URL').waitFor();
    assert.equal(await url.getAttribute('aria-invalid'), 'true');
    await url.fill(`${suite.url}/dev/receiver/archive`);
    await dialog.getByRole('button', { name: 'Add stream' }).click();

    // The secret is shown once. Escape and a click beside the dialog do not close it.
    const secret = await dialog.locator('code', { hasText: /^whsec_/ }).innerText();
    await page.keyboard.press('Escape');
    await page.mouse.click(5, 5);
    assert.ok(await dialog.getByText(secret).isVisible());
    await dialog.getByRole('button', { name: 'I stored it' }).click();
    await page.getByRole('heading', { name: 'Archive', exact: true }).waitFor();
    assert.equal(await page.getByText(secret).count(), 0);
    await page.getByText('Not verified').waitFor();
    await page.getByRole('list', { name: 'Filters' }).getByText(/^event: /).waitFor();
    await page.getByRole('button', { name: 'Verify', exact: true }).click();
    await page.getByText('Healthy').waitFor();
    await page.getByRole('button', { name: 'Send a test' }).click();
    await page.getByText(/The test was accepted with status 200 after [\d,]+ ms/).waitFor();
    await record('streams-archive');
    await page.getByRole('row', { name: /Delivered, status 200/ }).waitFor();

    const pause = page.getByRole('button', { name: 'Pause' });
    await pause.click();
    await page.getByText(/Paused for/).waitFor();
    await page.getByRole('button', { name: 'Resume' }).click();
    await pause.waitFor();

    const open = async (action) => {
      await page.getByRole('button', { name: 'More actions' }).click();
      await page.getByRole('menuitem', { name: action }).click();
    };
    await open('Replay…');
    await dialog.getByText(/sent again, also those that were delivered/).waitFor();
    await dialog.getByRole('button', { name: 'Replay' }).click();
    await page.waitForFunction(() => document.querySelectorAll('[aria-label="List of attempts"] tbody tr').length > 1);
    await open('Rotate secret…');
    await dialog.getByRole('button', { name: 'Rotate secret' }).click();
    assert.notEqual(await dialog.locator('code', { hasText: /^whsec_/ }).innerText(), secret);
    await dialog.getByRole('button', { name: 'I stored it' }).click();
    await page.getByText('signatures of the old and the new secret').waitFor();
    await open('Delete…');
    await dialog.getByText('This can’t be undone').waitFor();
    await dialog.getByRole('button', { name: 'Delete stream' }).click();
    await page.getByText('No streams yet').waitFor();
    assert.deepEqual(faults, []);
    await context.close();
  });

  test('mail_stream_starts_with_the_code_of_its_mail', async () => {
    const { page, faults, context } = await suite.open({ person: 'owner', path: '/streams' });
    await page.getByRole('button', { name: 'Add stream' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByRole('combobox', { name: 'Destination' }).click();
    await page.getByRole('option', { name: 'Email' }).click();
    await dialog.getByLabel('Name').fill('Security team');
    await dialog.getByLabel('Email address').fill('security@northwind.example');
    await dialog.getByRole('button', { name: 'Add stream' }).click();
    await page.getByRole('button', { name: 'Send code' }).click();
    await page.getByText('The mail was accepted').waitFor();
    await page.getByLabel('Code', { exact: true }).fill('AAAA-AAAA');
    await page.getByRole('button', { name: 'Verify', exact: true }).click();
    await page.getByText('This is not the code of the last mail').waitFor();
    const list = await (await fetch(`${suite.url}/dev/mail`)).text();
    const mail = /href="(\/dev\/mail\/[^"]+)"/.exec(list)[1];
    const code = /\b[A-Z0-9]{4}-[A-Z0-9]{4}\b/.exec(await (await fetch(suite.url + mail)).text())[0];
    await page.getByLabel('Code', { exact: true }).fill(code);
    await page.getByRole('button', { name: 'Verify', exact: true }).click();
    await page.getByText('Healthy').waitFor();
    await suite.api('owner', 'DELETE', new URL(page.url()).pathname.replace('/streams', '/v1/streams'));
    assert.deepEqual(faults, []);
    await context.close();
  });

  test('failing_stream_is_shown_until_it_recovers', async () => {
    const { id } = await suite.api('admin', 'POST', '/v1/streams', {
      name: 'SIEM, test',
      kind: 'webhook',
      start: 'now',
      destination: { url: `http://localhost:${receiver.address().port}/events` },
    });
    const { delivered } = await suite.api('admin', 'POST', `/v1/streams/${id}/verify`);
    assert.equal(delivered, true);
    const { page, faults } = await suite.open({ person: 'auditor', path: '/activity' });
    await page.getByRole('heading', { name: 'Activity' }).waitFor();
    assert.equal(await page.getByRole('note').filter({ hasText: 'SIEM, test' }).count(), 0);

    status = 403;
    await record('streams-1');
    const state = async () => (await suite.api('admin', 'GET', `/v1/streams/${id}`)).state;
    const reach = (wanted) =>
      until(60_000, () => `the stream is not ${wanted}`, async () => {
        const is = await state();
        if (is !== wanted) throw new Error(is);
      });
    await reach('failing');
    await page.reload();
    const notice = page.getByRole('note').filter({ hasText: 'SIEM, test' });
    await notice.getByText(/has been failing since .* UTC: the destination answered 403\. Its events wait\./).waitFor();
    // The banner and the mark lead to the stream, which an auditor only reads.
    await page.getByRole('link', { name: 'Streams : 1 stream failing' }).waitFor();
    await notice.getByRole('link', { name: 'SIEM, test' }).click();
    await page.getByText(/Failing for .* The destination answered 403\./).waitFor();
    await page.getByRole('row', { name: /The destination answered 403/ }).first().waitFor();
    assert.equal(await page.getByRole('button', { name: /Pause|Send a test|More actions|Send again/ }).count(), 0);
    await page.goBack();
    const member = await suite.open({ person: 'member', path: '/my-activity' });
    await member.page.getByRole('heading').first().waitFor();
    assert.equal(await member.page.getByText('SIEM, test').count(), 0);

    // The destination refuses the event itself: it becomes a dead letter, and can be sent again.
    status = 422;
    await suite.api('admin', 'POST', `/v1/streams/${id}/pause`);
    await suite.api('admin', 'POST', `/v1/streams/${id}/resume`);
    await until(60_000, () => 'there is no dead letter', async () => {
      const { dead_letters: count } = await suite.api('admin', 'GET', `/v1/streams/${id}`);
      if (count === 0) throw new Error('none');
    });
    status = 200;
    const admin = await suite.open({ person: 'admin', path: `/streams/${id}` });
    await admin.page.getByRole('row', { name: /streams-1.*Status 422/ }).waitFor();
    await admin.page.getByRole('button', { name: 'Send again' }).click();
    await admin.page.getByRole('dialog').getByText('1 event is sent before everything else').waitFor();
    await admin.page.getByRole('dialog').getByRole('button', { name: 'Send again' }).click();
    await admin.page.getByRole('row', { name: /streams-1/ }).waitFor({ state: 'detached' });
    await admin.context.close();
    await reach('active');
    await page.reload();
    await page.getByRole('heading', { name: 'Activity' }).waitFor();
    await notice.waitFor({ state: 'detached' });
    assert.deepEqual([faults, member.faults], [[], []]);
  });
});
