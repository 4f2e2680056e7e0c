// The warning about a stream whose destination does not accept events, and who sees it.
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
    assert.equal(await page.getByText('SIEM, test').count(), 0);

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
    const member = await suite.open({ person: 'member', path: '/my-activity' });
    await member.page.getByRole('heading').first().waitFor();
    assert.equal(await member.page.getByText('SIEM, test').count(), 0);

    status = 200;
    await reach('active');
    await page.reload();
    await page.getByRole('heading', { name: 'Activity' }).waitFor();
    await notice.waitFor({ state: 'detached' });
    assert.deepEqual([faults, member.faults], [[], []]);
  });
});
