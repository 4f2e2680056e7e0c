// Every page and state of the app, for the accessibility tests and the screenshots.
import { guessPassword } from './guessing.mjs';
import { navigateInApp, settled } from './page.mjs';

const isNarrow = (page) => page.viewportSize().width < 600;

const CRM_TYPES = [
  ['crm.contact.created', { label: 'Contact Created', category: 'Contacts', description: 'A contact was created.', class: 'item.created' }],
  ['crm.contact.merged', { label: 'Contact Merged', category: 'Contacts', description: 'Two contacts became one.', class: 'item.changed', deprecated: true }],
];

const GUESSED = '12 failed sign-ins from 6 addresses';

/** Adds data that the demo does not have. The stack must have a detector. */
export async function prepare(stack) {
  await stack.api('operator', 'PUT', '/v1/organizations/org_smallville', { name: 'Smallville', plan: 'free' });
  await stack.api('owner', 'POST', '/v1/reader-keys', { name: 'SIEM, production' });
  await stack.api('operator', 'PUT', '/v1/sources/crm', { label: 'CRM' });
  const bucket = { bucket: 'northwind-audit', region: 'eu-central-1', role_arn: 'arn:aws:iam::123456789012:role/activity-monitor' };
  await stack.api('owner', 'POST', '/v1/streams', { name: 'Bucket, test', kind: 's3', destination: bucket });
  for (const [id, type] of CRM_TYPES) await stack.api('operator', 'PUT', `/v1/event-types/${id}`, type);
  await guessPassword(stack);
}

/** @type {{name: string, person: string, path: string, act: (page: any) => Promise<void>}[]} */
export const PAGE_STATES = [
  { name: 'overview', person: 'owner', path: '/overview?last=30d', act: counted },
  {
    name: 'overview-range',
    person: 'auditor',
    path: '/overview',
    async act(page) {
      await counted(page);
      await page.getByRole('combobox', { name: 'Time range' }).click();
      await page.getByRole('option', { name: 'Last 90 days' }).waitFor();
    },
  },
  { name: 'people', person: 'owner', path: '/people', act: (page) => page.getByRole('rowheader').first().waitFor() },
  {
    name: 'person',
    person: 'owner',
    path: '/people?q=hannah',
    async act(page) {
      await page.getByRole('rowheader', { name: /Hannah/ }).getByRole('link').click();
      await page.getByRole('slider', { name: /Events by day/ }).waitFor();
      await counted(page);
    },
  },
  { name: 'my-account', person: 'member', path: '/my-account', act: counted },
  { name: 'findings', person: 'owner', path: '/findings', act: (page) => page.getByText(GUESSED).waitFor() },
  {
    name: 'findings-close',
    person: 'admin',
    path: '/findings',
    async act(page) {
      await page.getByRole('listitem').filter({ hasText: GUESSED }).getByRole('button', { name: 'Close' }).click();
      await page.getByRole('menuitem', { name: /^False alarm/ }).waitFor();
    },
  },
  { name: 'findings-none', person: 'auditor', path: '/findings?severity=critical', act: (page) => page.getByText('No findings match these filters').waitFor() },
  { name: 'finding', person: 'owner', path: '/findings', act: openFinding },
  {
    name: 'finding-mute',
    person: 'owner',
    path: '/findings',
    async act(page) {
      await openFinding(page);
      await page.getByRole('button', { name: 'Mute…' }).click();
      await page.getByText(/would have hidden/).waitFor();
    },
  },
  {
    name: 'finding-close',
    person: 'owner',
    path: '/findings',
    async act(page) {
      await openFinding(page);
      await page.getByRole('button', { name: 'Close…' }).click();
      await page.getByRole('radio', { name: 'Expected' }).waitFor();
    },
  },
  {
    name: 'finding-of-member',
    person: 'member',
    path: '/my-account',
    async act(page) {
      await page.locator('a[href^="/me/findings/"]').first().click();
      await page.getByRole('button', { name: 'This wasn’t me' }).waitFor();
    },
  },
  { name: 'rules', person: 'auditor', path: '/rules?rule=item.mass_read', act: (page) => page.getByText('Known false positives').waitFor() },
  {
    name: 'rules-backtest',
    person: 'owner',
    path: '/rules?rule=account.guessing',
    async act(page) {
      await page.getByRole('button', { name: 'Try on the last 30 days' }).click();
      await page.getByText(/^Would have opened/).waitFor();
    },
  },
  { name: 'activity', person: 'owner', path: '/activity?last=30d', act: shown },
  { name: 'activity-failures', person: 'auditor', path: '/activity?last=30d&outcome=failure&outcome=blocked', act: shown },
  {
    name: 'activity-details',
    person: 'owner',
    path: '/activity?last=30d&type=account.login.*',
    async act(page) {
      await shown(page);
      if (isNarrow(page)) await page.locator('[data-index="0"] button').first().click();
      else await page.locator('[data-index="1"] [data-cell="details"]').click();
      await page.getByRole('complementary', { name: 'Event details' }).getByText('Event ID').waitFor();
    },
  },
  {
    name: 'activity-details-menu',
    person: 'owner',
    path: '/activity?last=30d&type=pass.item.*',
    async act(page) {
      await shown(page);
      await page.locator('[data-index="1"] [data-cell="details"]').click();
      await page.getByRole('complementary', { name: 'Event details' }).getByText('Event ID').waitFor();
      await page.getByRole('complementary', { name: 'Event details' }).locator('button[aria-haspopup="menu"]').nth(1).click();
      await page.getByRole('menuitem', { name: 'Only this' }).waitFor();
    },
  },
  {
    name: 'activity-shortcuts',
    person: 'owner',
    path: '/activity?last=30d',
    async act(page) {
      await shown(page);
      await page.locator('#main').focus();
      await page.keyboard.press('?');
      await page.getByRole('dialog', { name: 'Keyboard shortcuts' }).getByRole('switch').waitFor();
    },
  },
  {
    name: 'activity-range',
    person: 'owner',
    path: '/activity?last=30d',
    async act(page) {
      await shown(page);
      await page.getByRole('button', { name: 'Last 30 days' }).click();
      await page.getByRole('button', { name: 'Apply' }).waitFor();
    },
  },
  {
    name: 'activity-filters',
    person: 'owner',
    path: '/activity?last=30d&source=account',
    async act(page) {
      await shown(page);
      if (isNarrow(page)) {
        await page.getByRole('button', { name: 'Filters (1)' }).click();
        await page.getByRole('button', { name: 'Show events' }).waitFor();
      } else {
        await page.getByRole('button', { name: 'Event', exact: true }).click();
        await page.getByRole('option', { name: 'Invite Created', exact: true }).waitFor();
      }
    },
  },
  {
    name: 'activity-live',
    person: 'owner',
    path: '/activity?last=30d&live=1',
    async act(page) {
      await page.getByText('Live · newest arrivals first').waitFor();
      await page.locator('[data-index="0"]').waitFor();
      await page.getByText(/events? until .* · all read · monitor (on|off)/).waitFor();
    },
  },
  {
    name: 'activity-live-interrupted',
    person: 'owner',
    path: '/activity?last=30d&live=1',
    async act(page) {
      await page.locator('[data-index="0"]').waitFor();
      await page.getByRole('button', { name: 'Pause' }).click();
      await page.route('**/v1/feed?*', (route) => route.abort());
      await page.getByText('Live updates are interrupted').first().waitFor();
    },
  },
  {
    name: 'activity-none',
    person: 'owner',
    path: '/activity?last=1h&source=vpn&outcome=blocked&ip=203.0.113.77',
    act: (page) => page.getByText('No events match these filters').waitFor(),
  },
  {
    name: 'export-form',
    person: 'owner',
    path: '/activity?last=30d',
    async act(page) {
      await shown(page);
      await page.getByRole('button', { name: 'Export', exact: true }).click();
      await page.getByRole('button', { name: 'Start export' }).waitFor();
    },
  },
  {
    name: 'exports',
    person: 'owner',
    path: '/activity?last=30d&source=pass',
    async act(page) {
      await shown(page);
      await page.getByRole('button', { name: 'Export', exact: true }).click();
      await page.getByRole('button', { name: 'Start export' }).click();
      if (isNarrow(page)) await page.getByRole('button', { name: 'Menu' }).click();
      await page.getByRole('link', { name: 'Exports' }).click();
      await page.getByRole('listitem').getByRole('button', { name: 'Download' }).first().waitFor();
      await page.getByRole('alert').getByRole('button', { name: 'Download' }).waitFor();
    },
  },
  {
    name: 'value-menu',
    person: 'owner',
    path: '/activity?last=30d',
    async act(page) {
      await shown(page);
      if (isNarrow(page)) {
        await page.locator('[data-index="0"]').getByRole('button', { name: /^Filter by a value/ }).click();
      } else {
        await page.locator('[data-index="1"] [data-cell="user"]').focus();
        await page.keyboard.press('Alt+ArrowDown');
      }
      await page.getByRole('menuitem').first().waitFor();
    },
  },
  {
    name: 'account-menu',
    person: 'owner',
    path: '/exports',
    async act(page) {
      if (isNarrow(page)) await page.getByRole('button', { name: 'Menu' }).click();
      await page.getByRole('button', { name: /\(owner\)/ }).click();
      await page.getByRole('menuitem', { name: 'Sign out' }).waitFor();
    },
  },
  {
    name: 'search',
    person: 'owner',
    path: '/activity?last=30d',
    async act(page) {
      await shown(page);
      await page.getByRole('combobox', { name: 'Search and filter' }).fill('vogel');
      await page.getByRole('option', { name: /Hannah Vogel/ }).waitFor();
    },
  },
  {
    name: 'activity-breakdown',
    person: 'owner',
    path: '/activity?last=30d&outcome=failure&not.country=CH&compare=previous',
    async act(page) {
      await shown(page);
      if (isNarrow(page)) await page.getByRole('button', { name: 'Breakdown' }).click();
      await settled(page);
      await page.getByRole('button', { name: /^More for Failure/ }).click();
      await page.getByRole('menuitem', { name: 'Only this' }).waitFor();
    },
  },
  {
    name: 'activity-views',
    person: 'owner',
    path: '/activity?last=30d',
    async act(page) {
      await shown(page);
      await page.getByRole('button', { name: 'Views' }).click();
      await page.getByRole('menuitem', { name: 'Save this view…' }).waitFor();
    },
  },
  {
    name: 'activity-save-view',
    person: 'owner',
    path: '/activity?last=30d&outcome=failure',
    async act(page) {
      await shown(page);
      await page.getByRole('button', { name: 'Views' }).click();
      await page.getByRole('menuitem', { name: 'Save this view…' }).click();
      await page.getByLabel('Name').waitFor();
    },
  },
  {
    name: 'zone-list',
    person: 'owner',
    path: '/activity?last=30d',
    async act(page) {
      await shown(page);
      await page.getByRole('combobox', { name: 'Time zone' }).click();
      await page.getByRole('option').nth(3).waitFor();
    },
  },
  { name: 'coverage', person: 'auditor', path: '/coverage', act: (page) => page.getByText('turned the monitor on').first().waitFor() },
  {
    name: 'not-found',
    person: 'owner',
    path: '/settings',
    async act(page) {
      await navigateInApp(page, '/nowhere');
      await page.getByText('Page not found').waitFor();
    },
  },
  { name: 'streams', person: 'auditor', path: '/streams', act: (page) => page.getByText('Not verified').waitFor() },
  {
    name: 'stream-form',
    person: 'admin',
    path: '/streams',
    async act(page) {
      await page.getByRole('button', { name: 'Add stream' }).click();
      await page.getByRole('combobox', { name: 'Value of the filter event' }).fill('pass.*');
      await page.keyboard.press('Enter');
      await page.getByRole('combobox', { name: 'Destination' }).click();
      await page.getByRole('option', { name: 'Datadog' }).click();
      await page.getByRole('textbox', { name: 'API key' }).waitFor();
    },
  },
  {
    name: 'stream',
    person: 'admin',
    path: '/streams',
    async act(page) {
      await page.getByRole('link', { name: 'Bucket, test' }).click();
      await page.getByText('external ID').waitFor();
      await page.getByText('No attempts in the last 7 days').waitFor();
    },
  },
  {
    name: 'stream-replay',
    person: 'admin',
    path: '/streams',
    async act(page) {
      await page.getByRole('link', { name: 'Bucket, test' }).click();
      await page.getByRole('button', { name: 'More actions' }).click();
      await page.getByRole('menuitem', { name: 'Replay…' }).click();
      await page.getByText('sent again, also those').waitFor();
    },
  },
  { name: 'notifications', person: 'owner', path: '/me/notifications', act: (page) => page.getByText('Mail goes to').waitFor() },
  {
    name: 'coverage-month',
    person: 'auditor',
    path: '/coverage',
    async act(page) {
      await page.getByRole('link', { name: /^Earlier:/ }).click();
      await page.getByText(/^The monitor was off/).waitFor();
      await page.getByText(/ago|Quiet for/).first().waitFor();
    },
  },
  { name: 'my-activity', person: 'member', path: '/my-activity?last=30d', act: shown },
  { name: 'settings', person: 'admin', path: '/settings', act: (page) => page.getByText('turned the monitor on').waitFor() },
  {
    name: 'settings-off',
    person: 'admin',
    path: '/settings',
    async act(page) {
      await page.getByRole('switch', { name: 'Activity monitor', exact: true }).click({ force: true });
      await page.getByRole('button', { name: 'Turn off' }).waitFor();
    },
  },
  {
    name: 'settings-details',
    person: 'admin',
    path: '/settings',
    async act(page) {
      await page.getByRole('switch', { name: 'Collect details', exact: true }).click({ force: true });
      await page.getByRole('button', { name: 'Stop collecting' }).waitFor();
    },
  },
  {
    name: 'reader-key',
    person: 'admin',
    path: '/settings',
    async act(page) {
      await page.getByRole('button', { name: 'Create reader key' }).click();
      await page.getByLabel('Name').fill('SIEM, test');
      await page.getByRole('button', { name: 'Create key', exact: true }).click();
      await page.locator('code', { hasText: /^amr_/ }).waitFor();
    },
  },
  {
    name: 'reader-keys',
    person: 'auditor',
    path: '/settings',
    act: (page) => page.getByRole('row', { name: /SIEM, production/ }).first().waitFor(),
  },
  { name: 'monitor-off', person: 'second-admin', path: '/activity', act: (page) => page.getByText('No events in this time range').waitFor() },
  { name: 'first-event', person: 'second-admin', path: '/activity?last=all', act: (page) => page.getByText('No events yet').waitFor() },
  { name: 'organizations', person: 'operator', path: '/organizations', act: (page) => page.getByRole('row', { name: /Smallville/ }).waitFor() },
  {
    name: 'key-form',
    person: 'operator',
    path: '/keys',
    async act(page) {
      await page.getByRole('button', { name: 'Create key' }).click();
      await page.getByRole('dialog').getByRole('button', { name: 'Create key' }).waitFor();
    },
  },
  { name: 'keys', person: 'operator', path: '/keys', act: (page) => page.getByText('Local development').waitFor() },
  {
    name: 'event-types',
    person: 'operator',
    path: '/event-types',
    async act(page) {
      await page.getByText('Contact Merged').waitFor();
      await page.getByRole('button', { name: 'VPN' }).click();
      await page.getByText('vpn.session.started').waitFor();
    },
  },
  {
    name: 'event-type-form',
    person: 'operator',
    path: '/event-types',
    async act(page) {
      await page.getByRole('button', { name: 'Register event type of CRM' }).click();
      await page.getByRole('combobox', { name: 'Class' }).click();
      await page.getByRole('option', { name: /^Sign-in failed/ }).waitFor();
    },
  },
  {
    name: 'event-type-deprecate',
    person: 'operator',
    path: '/event-types',
    async act(page) {
      await page.getByRole('button', { name: 'Deprecate Contact Created' }).click();
      await page.getByRole('dialog').getByRole('button', { name: 'Deprecate' }).waitFor();
    },
  },
  {
    name: 'add-organization',
    person: 'operator',
    path: '/organizations/new',
    async act(page) {
      await page.getByLabel('ID', { exact: true }).fill('org acme');
      await page.getByLabel('Name').fill('Acme');
      await page.getByRole('button', { name: 'Add organization' }).click();
      await page.getByText('Use only these characters').waitFor();
    },
  },
  {
    name: 'send-first-event',
    person: 'operator',
    path: '/organizations/new?organization=org_smallville&step=key',
    async act(page) {
      await page.getByLabel('Name').fill('CRM, test');
      await page.getByRole('checkbox', { name: /^CRM/ }).check();
      await page.getByRole('button', { name: 'Create key' }).click();
      await page.getByText('Waiting for the first event').waitFor();
      await page.getByText('doesn’t include the activity monitor').waitFor();
      await page.locator('pre').waitFor();
    },
  },
  {
    name: 'filter-refused',
    person: 'owner',
    path: '/activity?last=30d&type=crm.*&type=erp.order.shipped',
    act: (page) => page.getByText('This is not a type of the catalog').waitFor(),
  },
  { name: 'forbidden', person: 'member', path: '/settings', act: (page) => page.getByText('Your role doesn’t allow this page').waitFor() },
  {
    name: 'plan',
    person: 'second-admin',
    path: '/activity',
    async act(page) {
      // Other states need the monitor in this organization's plan, so only the response changes.
      await page.route('**/v1/me', async (route) => {
        const response = await route.fetch();
        const me = await response.json();
        const organization = { ...me.organization, plan: 'free', includes_monitor: false };
        await route.fulfill({ response, json: { ...me, organization } });
      });
      await page.reload();
      await page.getByText('The Free plan doesn’t include').waitFor();
    },
  },
  {
    name: 'error',
    person: 'owner',
    path: '/activity',
    async act(page) {
      const body = { type: 'about:blank', title: 'Forbidden', status: 403, detail: 'your role does not allow this', code: 'forbidden', request_id: 'JKJaXmPLvHcESHA=' };
      await page.route('**/v1/events?*', (route) => route.fulfill({ status: 403, contentType: 'application/problem+json', body: JSON.stringify(body) }));
      await page.reload();
      await page.getByText('JKJaXmPLvHcESHA=').waitFor();
    },
  },
];

async function shown(page) {
  await settled(page);
  await page.getByText(/events? · .*all read · monitor (on|off)/).waitFor();
}

/** Waits until every number of the page is loaded. */
async function counted(page) {
  await page.locator('main h1').waitFor();
  await page.waitForFunction(() => document.querySelectorAll('main section').length > 3);
  await page.waitForFunction(() => !/Loading|Counting|Looking for/.test(document.querySelector('main')?.innerText ?? 'Loading'));
}

async function openFinding(page) {
  await page.getByRole('link', { name: GUESSED }).click();
  await page.getByRole('heading', { level: 2, name: /^Evidence/ }).waitFor();
  await page.getByRole('region', { name: 'History' }).getByText(/^Found/).waitFor();
}
