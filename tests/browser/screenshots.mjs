// Takes screenshots of every page, light and dark, for desktop and phone, into screenshots/.
// Arguments select files whose names contain one of them: npm run screenshots -- phone-dark
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { open, startBrowser } from './browser.mjs';
import { PAGE_STATES, prepare } from './page_states.mjs';
import { startStack } from './stack.mjs';

const FOLDER = fileURLToPath(new URL('../../screenshots/', import.meta.url));
const SIZES = { desktop: { width: 1440, height: 900 }, phone: { width: 390, height: 844 } };

const wanted = process.argv.slice(2);
const [stack, browser] = await Promise.all([startStack({ demoEvents: 3000, detector: true }), startBrowser()]);
try {
  await mkdir(FOLDER, { recursive: true });
  await prepare(stack);
  for (const [size, viewport] of Object.entries(SIZES)) {
    for (const colorScheme of ['light', 'dark']) {
      for (const { name, person, path, act } of PAGE_STATES) {
        const file = `${name}-${size}-${colorScheme}.png`;
        if (wanted.length > 0 && !wanted.some((word) => file.includes(word))) continue;
        const { page, context } = await open(browser, stack, { person, path, viewport, colorScheme });
        await act(page);
        // Some elements render a frame after they are measured.
        await page.waitForLoadState('networkidle');
        await page.waitForTimeout(200);
        await page.screenshot({ path: join(FOLDER, file) });
        console.log(`screenshots/${file}`);
        await context.close();
      }
    }
  }
} finally {
  await browser.close();
  await stack.stop();
}
