import type { Ref } from 'react';

/** An invisible anchor at an element, for a menu. It must not receive the attributes of a menu button. */
export function MenuAnchor({ ref, element }: { ref?: Ref<HTMLSpanElement>; element: HTMLElement }) {
  const { left, top, width, height } = element.getBoundingClientRect();
  return <span ref={ref} style={{ position: 'fixed', left, top, width, height, pointerEvents: 'none' }} aria-hidden="true" />;
}
