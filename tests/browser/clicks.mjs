// Counts what a person does: clicks and keys.

/** Starts to count the clicks and keys on a page. Call it before the page is opened anew, or reloaded. */
export async function countInput(page) {
  // The browser marks events that a script makes as not trusted.
  await page.addInitScript(() => {
    const add = (name) => (event) => {
      if (event.isTrusted) sessionStorage.setItem(name, String(Number(sessionStorage.getItem(name)) + 1));
    };
    addEventListener('pointerdown', add('clicks'), true);
    addEventListener('keydown', add('keys'), true);
  });
  await page.reload();
}

/** Sets the counts to zero. */
export async function resetInput(page) {
  await page.evaluate(() => {
    for (const name of ['clicks', 'keys']) sessionStorage.removeItem(name);
  });
}

/** Returns the numbers of clicks and keys since the last reset. */
export async function inputOf(page) {
  return page.evaluate(() => {
    const count = (name) => Number(sessionStorage.getItem(name));
    return { clicks: count('clicks'), keys: count('keys') };
  });
}
