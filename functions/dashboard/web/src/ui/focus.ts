import { useEffect, useState } from 'react';

/** Returns what the focus goes back to after a dialog: what has it now, or the button of the menu that has it. */
export function focusOrigin(): Element | null {
  const active = document.activeElement;
  const menu = active?.closest('[role="menu"]');
  if (!menu) return active;
  return document.getElementById(menu.getAttribute('aria-labelledby') ?? '') ?? active;
}

/** Moves the focus back to `origin`, or else to the page, if what had it is gone. */
export function restoreFocus(origin: Element | null): void {
  const { activeElement: active, body } = document;
  if (active !== null && active !== body) return;
  const target = origin instanceof HTMLElement && origin !== body && origin.isConnected ? origin : document.getElementById('main');
  target?.focus({ preventScroll: true });
}

/** Moves the focus back to where it was when the component goes. */
export function useReturnFocus(): void {
  // Read before the component takes the focus: effects of children run first.
  const [origin] = useState(focusOrigin);
  useEffect(
    () => () => {
      // A menu that closes at the same time moves the focus first.
      setTimeout(() => {
        restoreFocus(origin);
      });
    },
    [origin],
  );
}
