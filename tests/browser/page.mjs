// Reads the contents of a page of events.

/** Waits until the latest rows and counts are loaded. */
export async function settled(page) {
  await page.locator('[data-index="0"], section h2').first().waitFor();
  await page.waitForFunction(() => {
    const busy = document.querySelector('[aria-busy="true"], [data-stale]');
    const loading = [...document.querySelectorAll('[role="status"]')].some((element) => /^Loading(?! more)|loading coverage/.test(element.textContent ?? ''));
    return !busy && !loading;
  });
}

/** Returns the texts of one cell in all rendered rows, in order. */
export async function cellTexts(page, cell) {
  const found = await page.locator(`[data-index] [data-cell="${cell}"]`).evaluateAll((elements) =>
    elements.map((element) => [Number(element.closest('[data-index]').dataset.index), element.textContent]),
  );
  return found.sort(([a], [b]) => a - b).map(([, text]) => text);
}

export async function rowCount(page) {
  return page.locator('[data-index]').count();
}

/** Returns the summary below the histogram. */
export async function count(page) {
  return page.locator('section[aria-label="Events over time"] [role="status"]').innerText();
}

/** Navigates within the app. The server returns 404 for unknown paths. */
export async function navigateInApp(page, path) {
  await page.evaluate((path) => history.pushState(null, '', path), path);
}

/** Returns the query of the page's URL. */
export function queryOf(page) {
  return new URL(page.url()).searchParams;
}

/** Returns the search box of the page. */
export function search(page) {
  return page.getByRole('combobox', { name: 'Search and filter' });
}

export async function histogramBox(page) {
  return page.getByRole('slider', { name: /Events over time/ }).boundingBox();
}
