// What tests read off a page of events.

/** Waits until rows and counts are those that were asked for last. */
export async function settled(page) {
  await page.locator('[data-index="0"], section h2').first().waitFor();
  await page.waitForFunction(() => {
    const busy = document.querySelector('[aria-busy="true"], [data-stale]');
    const loading = [...document.querySelectorAll('[role="status"]')].some((element) => /^Loading(?! more)|loading coverage/.test(element.textContent ?? ''));
    return !busy && !loading;
  });
}

/** The texts of one value of all rows that are drawn, in the order of the rows. */
export async function cellTexts(page, cell) {
  const found = await page.locator(`[data-index] [data-cell="${cell}"]`).evaluateAll((elements) =>
    elements.map((element) => [Number(element.closest('[data-index]').dataset.index), element.textContent]),
  );
  return found.sort(([a], [b]) => a - b).map(([, text]) => text);
}

export async function rowCount(page) {
  return page.locator('[data-index]').count();
}

/** What the page says how many events there are. */
export async function count(page) {
  return page.locator('section[aria-label="Events over time"] [role="status"]').innerText();
}

/** Goes to a path inside the app, as a link of it does. The server knows only the app's own pages. */
export async function goInside(page, path) {
  await page.evaluate((path) => history.pushState(null, '', path), path);
}

/** The query of the page's address. */
export function search(page) {
  return new URL(page.url()).searchParams;
}

export async function histogramBox(page) {
  return page.getByRole('slider', { name: /Events over time/ }).boundingBox();
}
