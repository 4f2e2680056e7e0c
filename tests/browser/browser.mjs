// A real browser, and common steps of the tests.
import { once } from 'node:events';
import { chromium, firefox } from 'playwright-core';

const FLAGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];
// Much longer than a page needs, because builds and other tests can use the same cores.
const TIMEOUT_MILLIS = 45_000;

/** Starts Chromium, or Firefox if `BROWSER` is `firefox`, with a temporary profile. */
export async function startBrowser() {
  if (process.env.BROWSER === 'firefox') {
    // The channel of an unpatched Firefox, which is controlled by WebDriver BiDi.
    return firefox.launch({ channel: 'moz-firefox', executablePath: process.env.FIREFOX || '/usr/bin/firefox-esr', headless: true });
  }
  return chromium.launch({ executablePath: process.env.CHROMIUM || '/usr/bin/chromium', headless: true, args: FLAGS });
}

/**
 * Opens a separate window at `path`, signed in as `person`. `faults` collects errors of the page, such as
 * violations of the content security policy and requests to other hosts.
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
    // Downloads and links are navigations.
    if (!isOwn && !request.isNavigationRequest()) faults.push(`requested ${request.url()}`);
  });
  const page = await context.newPage();
  page.on('pageerror', (error) => {
    // Firefox asks the sign-in page of the development provider for an icon that the page doesn't allow.
    if (!String(error).includes('/favicon.ico')) faults.push(`threw ${error.stack ?? error}`);
  });
  page.on('console', (message) => {
    const text = message.text();
    // The browser logs failed requests, which tests check on the page.
    if (message.type() === 'error' && !text.startsWith('Failed to load resource')) faults.push(`logged ${text}`);
  });
  await page.goto(stack.url + path);
  if (person) await signInAs(page, person);
  return { page, context, faults };
}

/** Signs in on the page of the development provider, and waits for the app. */
export async function signInAs(page, person) {
  await page.locator(`button[name="person"][value="${person}"]`).click();
  await page.locator('main#main h1, main h2').first().waitFor();
}

/** Downloads a file and returns its name and text. */
export async function downloaded(page, act) {
  const [download] = await Promise.all([page.waitForEvent('download'), act()]);
  const stream = await download.createReadStream();
  let text = '';
  stream.setEncoding('utf8');
  stream.on('data', (data) => (text += data));
  await once(stream, 'end');
  return { name: download.suggestedFilename(), text };
}
