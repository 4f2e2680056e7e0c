// A real browser, and what every test does in it.
import { once } from 'node:events';
import { chromium } from 'playwright-core';

const FLAGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];
// Far more than a page takes: builds and other tests may want the same two cores.
const TIMEOUT_MILLIS = 45_000;

/** Starts the browser with a profile of its own, which is gone afterwards. */
export async function startBrowser() {
  return chromium.launch({ executablePath: process.env.CHROMIUM || '/usr/bin/chromium', headless: true, args: FLAGS });
}

/**
 * Opens a window of its own for `person`, signed in, at `path`. What the page does wrong on its way, such as
 * breaking its policy or asking another host, is collected in `faults`.
 */
export async function open(browser, stack, { person, path = '/', ...options }) {
  const context = await browser.newContext({
    viewport: { width: 1440, height: 900 },
    timezoneId: 'Pacific/Auckland',
    locale: 'en-GB',
    reducedMotion: 'reduce',
    ...options,
  });
  context.setDefaultTimeout(TIMEOUT_MILLIS);
  const faults = [];
  context.on('request', (request) => {
    const isOwn = request.url().startsWith(stack.url) || request.url().startsWith('data:');
    // A download is a navigation to the bucket, as a click on a link is one.
    if (!isOwn && !request.isNavigationRequest()) faults.push(`asked ${request.url()}`);
  });
  const page = await context.newPage();
  page.on('pageerror', (error) => faults.push(`threw ${error.stack ?? error}`));
  page.on('console', (message) => {
    const text = message.text();
    // The browser itself logs each refusal; those are looked at on the page.
    if (message.type() === 'error' && !text.startsWith('Failed to load resource')) faults.push(`logged ${text}`);
  });
  await page.goto(stack.url + path);
  if (person) await signInAs(page, person);
  return { page, context, faults };
}

/** Chooses who to be on the development provider's page, and waits for the app. */
export async function signInAs(page, person) {
  await page.locator(`button[name="person"][value="${person}"]`).click();
  await page.locator('main#main h1, main h2').first().waitFor();
}

/** Waits for a file that the page downloads, and returns its text. */
export async function downloaded(page, act) {
  const [download] = await Promise.all([page.waitForEvent('download'), act()]);
  const stream = await download.createReadStream();
  let text = '';
  stream.setEncoding('utf8');
  stream.on('data', (data) => (text += data));
  await once(stream, 'end');
  return { name: download.suggestedFilename(), text };
}
