import { useLayoutEffect, type RefObject } from 'react';

const MIN_HEIGHT = 320;
const MARGIN = 8;

/** Makes a docked panel as high as the visible part of the page below its top. */
export function usePanelHeight(panel: RefObject<HTMLElement | null>, isDocked: boolean): void {
  useLayoutEffect(() => {
    const element = panel.current;
    const scroller = document.getElementById('main');
    if (!isDocked || !element || !scroller) return;
    const fit = () => {
      const { bottom } = scroller.getBoundingClientRect();
      const height = Math.floor(bottom - MARGIN - element.getBoundingClientRect().top);
      element.style.setProperty('height', `${Math.max(MIN_HEIGHT, height)}px`);
    };
    fit();
    const observer = new ResizeObserver(fit);
    observer.observe(scroller);
    // Content above the panel can change its height.
    for (const part of element.closest('[data-page]')?.children ?? []) observer.observe(part);
    scroller.addEventListener('scroll', fit, { passive: true });
    return () => {
      observer.disconnect();
      scroller.removeEventListener('scroll', fit);
      element.style.removeProperty('height');
    };
  }, [panel, isDocked]);
}
