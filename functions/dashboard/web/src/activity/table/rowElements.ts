import { CELLS, type Cell } from './values';

/** Where something happened: a row, and the value or menu button in it. */
export type RowTarget = { row: HTMLElement; index: number; cell: Cell | null; menu: Cell | null };

/** Returns the row of an element, and its value. */
export function rowTarget(target: EventTarget | null): RowTarget | null {
  if (!(target instanceof Element)) return null;
  const row = target.closest<HTMLElement>('[data-index]');
  if (!row) return null;
  const read = (name: 'cell' | 'menu') => {
    const text = target.closest<HTMLElement>(`[data-${name}]`)?.dataset[name];
    return CELLS.find((cell) => cell === text) ?? null;
  };
  return { row, index: Number(row.dataset.index), cell: read('cell'), menu: read('menu') };
}

/** Returns the row of an event, if it is rendered. */
export function rowElement(list: HTMLElement | null, index: number): HTMLElement | null {
  return list?.querySelector<HTMLElement>(`[data-index="${index}"]`) ?? null;
}

/** Returns the visible values of a row, in order. */
export function cellElements(row: HTMLElement): HTMLElement[] {
  return [...row.querySelectorAll<HTMLElement>('[data-cell]')].filter((element) => element.getClientRects().length > 0);
}

/** Returns the element of a cell, if the row has it. */
export function cellElement(row: HTMLElement, cell: Cell | null): HTMLElement | null {
  return cellElements(row).find((element) => element.dataset.cell === cell) ?? null;
}

/** Returns what the focus moves to from a cell or a row: before the first cell is the row itself. */
export function nextElement(row: HTMLElement, cell: Cell | null, step: 1 | -1): HTMLElement {
  const elements: HTMLElement[] = [row, ...cellElements(row)];
  const index = elements.findIndex((element) => (element.dataset.cell ?? null) === cell);
  return elements[Math.max(0, Math.min(elements.length - 1, index + step))] ?? row;
}

/** Returns the index of the first event that nothing sticky covers. */
export function firstVisible(list: HTMLElement): number {
  const top = list.querySelector('[data-sticky]')?.getBoundingClientRect().bottom ?? 0;
  const rows = [...list.querySelectorAll<HTMLElement>('[data-index]')].map((row) => ({ index: Number(row.dataset.index), top: row.getBoundingClientRect().top }));
  const visible = rows.filter((row) => row.top >= top - 1).sort((a, b) => a.top - b.top);
  return visible[0]?.index ?? 0;
}
