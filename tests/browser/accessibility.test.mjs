// Accessibility: axe finds no serious issues on any page, light and dark, wide and narrow.
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { before, describe, test } from 'node:test';
import { PAGE_STATES, prepare } from './page_states.mjs';
import { setUp } from './setup.mjs';

const AXE = await readFile(new URL('./node_modules/axe-core/axe.min.js', import.meta.url), 'utf8');
const SERIOUS = new Set(['serious', 'critical']);
const LOOKS = [
  { name: 'light', colorScheme: 'light' },
  { name: 'dark, 390 px wide', colorScheme: 'dark', viewport: { width: 390, height: 844 } },
];

describe('Accessibility', () => {
  const suite = setUp(300, { detector: true });

  before(async () => {
    await prepare(suite);
  });

  for (const { name: look, ...options } of LOOKS) {
    for (const { name, person, path, act } of PAGE_STATES) {
      test(`${name}, ${look}`, async () => {
        const { page, context, faults } = await suite.open({ person, path, ...options });
        await act(page);
        // Injected through the protocol: the content security policy forbids a script element.
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
