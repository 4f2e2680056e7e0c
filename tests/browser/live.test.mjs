// Live updates: new events appear once each, wait while the user reads, and survive errors.
import assert from 'node:assert/strict';
import { before, beforeEach, describe, test } from 'node:test';
import { cellTexts, count, queryOf, settled } from './page.mjs';
import { setUp } from './setup.mjs';

const FEED = '**/v1/feed?*';

describe('Live updates', () => {
  const suite = setUp(400);
  let page;
  let faults;
  let round = 0;

  before(async () => {
    ({ page, faults } = await suite.open({ person: 'auditor', path: '/activity?last=24h&zone=UTC' }));
    await settled(page);
  });

  // A user of its own for each test, so that a test sees only its own events.
  beforeEach(() => {
    round += 1;
  });
  const user = () => `u_live_${round}`;

  const bar = () => page.getByRole('region', { name: 'Live updates' });
  const toggle = () => page.getByRole('switch', { name: 'Live' }).click({ force: true });

  /** Opens the page live with a filter, and waits until events arrive. */
  const live = async (filter = `last=24h&user=${user()}`) => {
    await page.unrouteAll();
    await page.mouse.move(5, 5);
    await page.goto(`${suite.url}/activity?zone=UTC&live=1&${filter}`);
    await bar().getByText('Live · newest arrivals first').waitFor();
    await page.getByText(/^(No events match these filters yet|No more events|To see older events.*)$/).waitFor();
  };

  /** Records events of this test's user, with devices as their names, some seconds ago. */
  const send = async (names, { ago = 0, ...rest } = {}) => {
    const events = names.map((name, index) => ({
      id: `live-${round}-${name.replaceAll(' ', '-')}`,
      organization_id: suite.dev.organization_id,
      type: 'pass.item.read',
      occurred_at: new Date(Date.now() - ago * 1000 + index).toISOString(),
      actor: { id: user(), name: `Live ${round}` },
      client: { device: name },
      ...rest,
    }));
    for (const event of events) {
      // One request each, so that they arrive in this order.
      const { results } = await suite.api('product', 'POST', '/v1/events', { events: [event] });
      assert.equal(results[0].status, 'recorded');
    }
  };

  /** Returns the devices in the rows, from the top. */
  const devices = async () => {
    const rows = await page.locator('[data-index]').evaluateAll((rows) =>
      rows.map((row) => [Number(row.dataset.index), row.querySelector('[data-cell="device"]')?.textContent]),
    );
    return rows.sort(([a], [b]) => a - b).map(([, text]) => text);
  };

  /** Waits until the rows have these devices. */
  const shows = async (expected) => {
    for (let wait = 0; ; wait += 1) {
      const found = await devices();
      if (JSON.stringify(found) === JSON.stringify(expected)) return;
      assert.ok(wait < 200, `rows are ${found}, not ${expected}`);
      await page.waitForTimeout(100);
    }
  };

  test('events_appear_once_each_in_order_of_arrival', async () => {
    await send(['before']);
    await live();
    await shows(['before']);
    await send(['one', 'two']);
    await shows(['two', 'one', 'before']);
    await send(['three']);
    await shows(['three', 'two', 'one', 'before']);
    // A mark that ends.
    await page.locator('[data-index="0"][data-new]').waitFor();
    await page.locator('[data-new]').first().waitFor({ state: 'detached' });
    // The same after a reload, which keeps live on.
    await page.reload();
    await shows(['three', 'two', 'one', 'before']);
    assert.equal(queryOf(page).get('live'), '1');
    await send(['four']);
    await shows(['four', 'three', 'two', 'one', 'before']);
    assert.match(await count(page), /^\d+ events until \d\d \w{3} \d\d:\d\d:\d\d · .*all read · monitor /);
    // In the list too, when live is off.
    await toggle();
    await settled(page);
    await shows(['four', 'three', 'two', 'one', 'before']);
    assert.equal(queryOf(page).get('live'), null);
  });

  test('switch_turns_live_on_and_needs_no_fixed_end', async () => {
    await page.goto(`${suite.url}/activity?last=24h&zone=UTC&order=asc`);
    await settled(page);
    await toggle();
    await bar().waitFor();
    assert.equal(queryOf(page).get('live'), '1');
    assert.equal(queryOf(page).get('order'), null);
    assert.equal(await page.getByRole('button', { name: 'Time (UTC)' }).count(), 0);
    const [from, to] = [new Date(Date.now() - 7_200_000), new Date()].map((time) => time.toISOString());
    await page.goto(`${suite.url}/activity?from=${from}&to=${to}&zone=UTC`);
    await settled(page);
    assert.equal(await page.getByRole('switch', { name: 'Live' }).getAttribute('aria-disabled'), 'true');
    await page.getByRole('switch', { name: 'Live' }).focus();
    await page.getByRole('tooltip').getByText('select a range that ends now').waitFor();
    await toggle();
    assert.equal(await bar().count(), 0);
    await page.goto(`${suite.url}/activity?from=${from}&to=${to}&zone=UTC&live=1`);
    await page.getByText('live=1').waitFor();
    assert.equal(await bar().count(), 0);
  });

  test('paused_events_wait_with_a_count', async () => {
    await live();
    await bar().getByRole('button', { name: 'Pause' }).click();
    await bar().getByText('Paused', { exact: true }).waitFor();
    await send(['one', 'two', 'three']);
    await bar().getByText('3 new events waiting').waitFor();
    assert.deepEqual(await devices(), []);
    await bar().getByRole('button', { name: 'Resume' }).click();
    await shows(['three', 'two', 'one']);
    assert.equal(await bar().getByText('waiting').count(), 0);
  });

  test('events_wait_while_rows_are_read', async () => {
    await send(['before']);
    await live();
    await shows(['before']);
    await page.locator('[data-index="0"] [data-cell="details"]').click();
    await page.getByRole('complementary', { name: 'Event details' }).getByText(`live-${round}-before`).first().waitFor();
    await page.mouse.move(5, 5);
    await send(['one', 'two']);
    await bar().getByRole('button', { name: '2 new events' }).waitFor();
    assert.deepEqual(await devices(), ['before']);
    await bar().getByRole('button', { name: '2 new events' }).click();
    await shows(['two', 'one', 'before']);
    await page.keyboard.press('Escape');
    await page.getByRole('complementary', { name: 'Event details' }).waitFor({ state: 'detached' });
    // Without a panel, the focus and the pointer hold the rows too.
    await page.locator('[data-index="2"] [data-cell="time"]').focus();
    await send(['three']);
    await bar().getByRole('button', { name: '1 new event' }).waitFor();
    await page.locator('h1').click();
    await page.evaluate(() => document.activeElement?.blur());
    await shows(['three', 'two', 'one', 'before']);
  });

  test('events_wait_while_scrolled_down', async () => {
    await live('last=30d&source=account&source=pass&source=vpn');
    const main = page.locator('#main');
    await main.evaluate((element) => element.scrollTo(0, 900));
    await page.waitForTimeout(200);
    const first = await page.locator('[data-index="20"]').boundingBox();
    await send(['one', 'two']);
    const show = bar().getByRole('button', { name: /new events? · Show$/ });
    await show.waitFor();
    const same = await page.locator('[data-index="20"]').boundingBox();
    assert.equal(same.y, first.y);
    await bar().getByRole('button', { name: '2 new events' }).click();
    // The column of devices has no room beside the breakdown.
    await page.locator('[data-index="0"] [data-cell="device"]', { hasText: 'two' }).waitFor({ state: 'attached' });
    assert.ok((await page.locator('[data-index="0"]').boundingBox()).y > 0, 'the new rows are not visible');
  });

  test('late_event_shows_when_it_arrived', async () => {
    await live();
    await send(['newer']);
    await shows(['newer']);
    await send(['older'], { ago: 3600 });
    await shows(['older', 'newer']);
    await page.locator('[data-index="0"]').getByText(/^arrived (\d\d \w{3} )?\d\d:\d\d:\d\d$/).waitFor();
    assert.equal(await page.locator('[data-index="1"]').getByText(/^arrived/).count(), 0);
    const [older, newer] = await cellTexts(page, 'time');
    assert.notEqual(older, newer);
  });

  test('filters_hold_and_change_while_live', async () => {
    await live(`last=24h&user=${user()}&outcome=failure`);
    await send(['ignored']);
    await send(['failed'], { outcome: 'failure' });
    await shows(['failed']);
    await page.getByRole('button', { name: 'Remove filter outcome: Failure' }).click();
    await shows(['failed', 'ignored']);
    await bar().getByText('Live · newest arrivals first').waitFor();
    await send(['both']);
    await shows(['both', 'failed', 'ignored']);
    // Back returns to a view whose events of the meantime are not missing.
    await send(['failed later'], { outcome: 'failure' });
    await shows(['failed later', 'both', 'failed', 'ignored']);
    await page.goBack();
    await shows(['failed later', 'failed']);
  });

  test('hidden_tab_asks_nothing_and_catches_up', async () => {
    await live();
    await send(['one']);
    await shows(['one']);
    const setVisibility = (state) =>
      page.evaluate((state) => {
        Object.defineProperty(document, 'visibilityState', { configurable: true, get: () => state });
        document.dispatchEvent(new Event('visibilitychange'));
      }, state);
    await setVisibility('hidden');
    // A request that was under way ends.
    await page.waitForTimeout(500);
    let requests = 0;
    page.on('request', (request) => {
      if (request.url().includes('/v1/feed')) requests += 1;
    });
    await send(['two', 'three']);
    await page.waitForTimeout(5000);
    assert.equal(requests, 0);
    assert.deepEqual(await devices(), ['one']);
    await setVisibility('visible');
    await shows(['three', 'two', 'one']);
  });

  test('interrupted_api_recovers_without_loss', async () => {
    await live();
    await send(['one']);
    await shows(['one']);
    await page.route(FEED, (route) => route.abort('connectionrefused'));
    await bar().getByText(/Live updates are interrupted; trying again in \d+ s/).waitFor();
    assert.deepEqual(await devices(), ['one']);
    await send(['two']);
    await page.unroute(FEED);
    await bar().getByRole('button', { name: 'Try now' }).click();
    await shows(['two', 'one']);
    await bar().getByText('Live · newest arrivals first').waitFor();
    // The service asks for a pause, and gets it.
    await page.route(FEED, (route) => respond(route, 503, { code: 'unavailable' }, { 'Retry-After': '25' }));
    await bar().getByText(/trying again in (25|24|23) s/).waitFor();
  });

  test('expired_cursor_continues_at_the_oldest', async () => {
    await live();
    let cursor = null;
    const last = new Promise((resolve) => {
      page.on('request', (request) => {
        const url = new URL(request.url());
        if (url.pathname === '/v1/feed' && url.searchParams.get('cursor')) resolve(url.searchParams.get('cursor'));
      });
    });
    const valid = await last;
    await page.route(FEED, async (route) => {
      if (cursor === null) {
        cursor = valid;
        await respond(route, 410, { code: 'cursor_expired', oldest_cursor: valid });
      } else await route.continue();
    });
    await page.getByText('Some events expired before they could be shown here').waitFor();
    await send(['one']);
    await shows(['one']);
  });

  test('refused_request_stops_and_keeps_the_rows', async () => {
    await live();
    await send(['one']);
    await shows(['one']);
    await page.route(FEED, (route) => respond(route, 403, { code: 'details_hidden', detail: 'details are hidden, so ip cannot be used' }));
    await bar().getByText('Live updates have stopped. Details are hidden, so ip cannot be used.').waitFor();
    assert.deepEqual(await devices(), ['one']);
    await page.unroute(FEED);
    await bar().getByRole('button', { name: 'Try again' }).click();
    await bar().getByText('Live · newest arrivals first').waitFor();
    await shows(['one']);
  });

  test('many_events_are_announced_rarely', async () => {
    await live();
    const spoken = await page.evaluateHandle(() => {
      const texts = [];
      new MutationObserver((changes) => {
        for (const { target } of changes) {
          const status = (target instanceof Element ? target : target.parentElement)?.closest('[role="status"]');
          if (status?.textContent.includes('new event')) texts.push(status.textContent);
        }
      }).observe(document.querySelector('section[aria-label="Live updates"]'), { subtree: true, childList: true, characterData: true });
      return texts;
    });
    const names = Array.from({ length: 12 }, (_, index) => `event ${index}`);
    await send(names);
    await shows(names.toReversed());
    await page.waitForTimeout(11_000);
    const texts = new Set(await spoken.jsonValue());
    assert.ok(texts.size >= 1 && texts.size <= 2, [...texts].join('; '));
    assert.match([...texts].at(-1), /new events?, 12 since you turned on live updates$/);
  });

  test('narrow_screen_shows_cards_without_sideways_scroll', async () => {
    await send(['before']);
    const path = `/activity?last=24h&zone=UTC&live=1&user=${user()}`;
    const narrow = await suite.open({ person: 'owner', path, viewport: { width: 320, height: 640 } });
    const own = narrow.page.getByRole('region', { name: 'Live updates' });
    await narrow.page.locator('[data-index="0"]').getByText('before').waitFor();
    await own.getByRole('button', { name: 'Pause' }).click();
    await send(['older'], { ago: 3600 });
    await own.getByText('1 new event waiting').waitFor();
    await own.getByRole('button', { name: 'Resume' }).click();
    await narrow.page.locator('[data-index="0"]').getByText(/^arrived /).waitFor();
    // The bar keeps its height, so that the rows stay where they are.
    await narrow.page.locator('[data-index="0"] button').first().focus();
    const top = (await narrow.page.locator('[data-index="0"]').boundingBox()).y;
    await send(['held']);
    await own.getByRole('button', { name: '1 new event' }).waitFor();
    assert.equal((await narrow.page.locator('[data-index="0"]').boundingBox()).y, top);
    await narrow.page.route(FEED, (route) => route.abort());
    await own.getByText(/interrupted; trying again/).waitFor();
    const width = await narrow.page.evaluate(() => {
      const main = document.getElementById('main');
      return [document.documentElement.scrollWidth, main.scrollWidth - main.clientWidth];
    });
    assert.deepEqual(width, [320, 0]);
    assert.deepEqual(narrow.faults, []);
    await narrow.context.close();
  });

  test('member_has_no_switch', async () => {
    const member = await suite.open({ person: 'member', path: '/' });
    await settled(member.page);
    assert.equal(await member.page.getByRole('switch', { name: 'Live' }).count(), 0);
    await member.context.close();
    // Nor has a page of one's own events.
    await page.unrouteAll();
    await page.goto(`${suite.url}/my-activity?last=24h&zone=UTC&live=1`);
    await settled(page);
    assert.equal(await page.getByRole('switch', { name: 'Live' }).count(), 0);
    assert.equal(await bar().count(), 0);
  });

  test('page_breaks_no_csp_rule_and_calls_no_other_host', () => {
    assert.deepEqual(faults, []);
  });
});

function respond(route, status, problem, headers = {}) {
  const body = { type: 'about:blank', title: 'Problem', status, detail: 'it failed', request_id: 'r', ...problem };
  return route.fulfill({ status, contentType: 'application/problem+json', headers, body: JSON.stringify(body) });
}
