import type { Ref } from 'react';

/** Places a menu at an element. It is no control, so it takes none of the attributes that Mantine gives to one. */
export function MenuAnchor({ ref, of: element }: { ref?: Ref<HTMLSpanElement>; of: HTMLElement }) {
  const { left, top, width, height } = element.getBoundingClientRect();
  return <span ref={ref} style={{ position: 'fixed', left, top, width, height, pointerEvents: 'none' }} aria-hidden="true" />;
}
