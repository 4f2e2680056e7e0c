import { useEffect, useState } from 'react';

/** Returns the element to focus after a dialog closes: the focused one, or the button of the focused menu. */
export function focusOrigin(): Element | null {
  const active = document.activeElement;
  const menu = active?.closest('[role="menu"]');
  if (!menu) return active;
  return document.getElementById(menu.getAttribute('aria-labelledby') ?? '') ?? active;
}

/** Focuses `origin`, or the page if `origin` is gone. Does nothing if another element has the focus. */
export function restoreFocus(origin: Element | null): void {
  const { activeElement: active, body } = document;
  if (active !== null && active !== body) return;
  const target = origin instanceof HTMLElement && origin !== body && origin.isConnected ? origin : document.getElementById('main');
  target?.focus({ preventScroll: true });
}

/** Returns the focus when the component unmounts. */
export function useReturnFocus(): void {
  // Read during the first render: effects of children run first and can move the focus.
  const [origin] = useState(focusOrigin);
  useEffect(
    () => () => {
      // After a menu that closes at the same time.
      setTimeout(() => {
        restoreFocus(origin);
      });
    },
    [origin],
  );
}
