/** Where a key moves the focus: to another row, or within one. */
export type Move = { kind: 'row'; row: number } | { kind: 'cell'; step: 1 | -1 };

const PAGE_STEP = 10;

/** Returns where a key moves the focus from a row, or `null` for other keys. */
export function moveOf(key: string, row: number, count: number): Move | null {
  const last = count - 1;
  const to = (row: number): Move => ({ kind: 'row', row: Math.max(0, Math.min(last, row)) });
  switch (key) {
    case 'ArrowDown':
      return to(row + 1);
    case 'ArrowUp':
      return to(row - 1);
    case 'PageDown':
      return to(row + PAGE_STEP);
    case 'PageUp':
      return to(row - PAGE_STEP);
    case 'Home':
      return to(0);
    case 'End':
      return to(last);
    case 'ArrowRight':
      return { kind: 'cell', step: 1 };
    case 'ArrowLeft':
      return { kind: 'cell', step: -1 };
    default:
      return null;
  }
}

/** Returns `true` if a key opens a menu on this platform or in grids. */
export function isMenuKey({ key, altKey, shiftKey }: Pick<KeyboardEvent, 'key' | 'altKey' | 'shiftKey'>): boolean {
  return key === 'ContextMenu' || (key === 'F10' && shiftKey) || (key === 'ArrowDown' && altKey);
}
