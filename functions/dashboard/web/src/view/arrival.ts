let isBack = false;

addEventListener('popstate', () => {
  isBack = true;
});
// The router sends these for each new address.
for (const name of ['pushState', 'replaceState']) {
  addEventListener(name, () => {
    isBack = false;
  });
}

/** Returns `true` if the address was reached by Back or Forward. */
export function arrivedByBack(): boolean {
  return isBack;
}
