// The stack and browser of a suite of tests.
import { after, before } from 'node:test';
import { open, startBrowser } from './browser.mjs';
import { startStack } from './stack.mjs';

/**
 * Starts a stack and a browser before the tests of a suite, and stops them afterwards. Returns an object with
 * the stack's `url`, `dev` and `api`, and with `open`, which opens a window for a user. `options` are those of the stack.
 */
export function setUp(demoEvents, options = {}) {
  let stack;
  let browser;
  const suite = { open: (options) => open(browser, stack, options) };
  before(async () => {
    [stack, browser] = await Promise.all([startStack({ demoEvents, ...options }), startBrowser()]);
    Object.assign(suite, { url: stack.url, dev: stack.dev, api: stack.api });
  });
  after(async () => {
    await browser?.close();
    await stack?.stop();
  });
  return suite;
}
