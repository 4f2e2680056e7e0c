let isBack = false;

addEventListener('popstate', () => {
  isBack = true;
});
// The router sends these for each new URL.
for (const name of ['pushState', 'replaceState']) {
  addEventListener(name, () => {
    isBack = false;
  });
}

/** Returns `true` if the user reached the page with Back or Forward. */
export function isBackNavigation(): boolean {
  return isBack;
}
