import { useEffect, useRef, type RefObject } from 'react';
import { focusOrigin, restoreFocus } from '../../ui/focus';
import type { Layout } from './layout';

/** The row of the open event, or a button in it. */
function openRow(): HTMLElement | null {
  const row = document.querySelector<HTMLElement>('[data-index][aria-selected="true"], [data-index][data-open]');
  return row?.role === 'row' ? row : (row?.querySelector('button') ?? null);
}

/**
 * Moves the focus into the panel when it opens, and back to the row of its event when it closes. A docked panel that
 * the mouse opened leaves the focus in the rows.
 */
export function usePanelFocus(panel: RefObject<HTMLElement | null>, key: string, layout: Layout): { keepOrigin: () => void } {
  const origin = useRef<Element | null>(null);
  useEffect(() => {
    const active = document.activeElement;
    if (panel.current?.contains(active)) return;
    const isFirst = origin.current === null;
    origin.current = focusOrigin();
    // The row under the focus follows the event in the panel.
    const isByMouse = active?.closest('[data-index]') != null && (!isFirst || !active.matches(':focus-visible'));
    if (layout !== 'docked' || !isByMouse) panel.current?.focus({ preventScroll: true });
  }, [panel, key, layout]);
  useEffect(() => {
    if (layout !== 'full') return;
    // The panel covers the page, which nobody must reach behind it.
    const page = document.getElementById('root');
    page?.setAttribute('inert', '');
    return () => {
      page?.removeAttribute('inert');
    };
  }, [layout]);
  useEffect(
    () => () => {
      restoreFocus(origin.current);
    },
    [],
  );
  return {
    keepOrigin: () => {
      origin.current = openRow() ?? origin.current;
    },
  };
}
