// Accessibility: axe finds nothing serious on any page, in light and dark, wide and narrow.
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { after, before, describe, test } from 'node:test';
import { open, startBrowser } from './browser.mjs';
import { PAGE_STATES, prepare } from './page_states.mjs';
import { startStack } from './stack.mjs';

const AXE = await readFile(new URL('./node_modules/axe-core/axe.min.js', import.meta.url), 'utf8');
const SERIOUS = new Set(['serious', 'critical']);
const LOOKS = [
  { name: 'light', colorScheme: 'light' },
  { name: 'dark, 390 px wide', colorScheme: 'dark', viewport: { width: 390, height: 844 } },
];

describe('Accessibility', () => {
  let stack;
  let browser;

  before(async () => {
    [stack, browser] = await Promise.all([startStack({ demoEvents: 300 }), startBrowser()]);
    await prepare(stack);
  });
  after(async () => {
    await browser?.close();
    await stack?.stop();
  });

  for (const { name: look, ...options } of LOOKS) {
    for (const { name, person, path, act } of PAGE_STATES) {
      test(`${name}, ${look}`, async () => {
        const { page, context, faults } = await open(browser, stack, { person, path, ...options });
        await act(page);
        // Through the protocol and not as an element: the page's policy refuses scripts of others.
        await page.evaluate(AXE);
        const { violations } = await page.evaluate(() =>
          globalThis.axe.run(document, { runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'] }),
        );
        const found = violations
          .filter(({ impact }) => SERIOUS.has(impact))
          .map(({ id, nodes }) => `${id}: ${nodes.map(({ html, failureSummary }) => `${html}\n${failureSummary}`).slice(0, 3).join('\n')}`);
        assert.deepEqual(found, []);
        const width = await page.evaluate(() => [document.documentElement.scrollWidth, document.documentElement.clientWidth]);
        assert.ok(width[0] <= width[1], `scrolls sideways: ${width}`);
        assert.deepEqual(faults, []);
        await context.close();
      });
    }
  }
});
