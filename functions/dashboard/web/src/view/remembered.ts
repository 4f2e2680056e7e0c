import { fromQuery, toQuery } from './address';
import { DEFAULT_VIEW, NO_FILTERS, type View } from './view';

/** What every page of events takes over from the last one. */
export type Remembered = Pick<View, 'range' | 'zone'>;

const KEY = 'activity-monitor.view';

let current: Remembered | null = null;
const views = new Map<string, View>();

/** Returns the range and zone of the last view, or else the ones chosen last in this browser. */
export function remembered(): Remembered {
  return current ?? stored();
}

/** Keeps the zone, and a range that ends now, for the next visit. */
export function remember(choice: Partial<Remembered>): void {
  const { range, zone } = { ...stored(), ...choice };
  current = { ...remembered(), ...choice };
  const kept = range.kind === 'exact' ? stored().range : range;
  try {
    localStorage.setItem(KEY, toQuery({ ...DEFAULT_VIEW, range: kept, zone }).toString());
  } catch {
    // A browser that keeps nothing starts with the defaults.
  }
}

/** Keeps the view that a page shows, for the way back to it. */
export function keepView(path: string, view: View): void {
  current = { range: view.range, zone: view.zone };
  views.set(path, view);
}

/** Returns the address of a page of events: its own filters, with the range and zone of another view. */
export function addressOf(path: string, { range, zone }: Remembered): string {
  const own = views.get(path) ?? { ...DEFAULT_VIEW, ...NO_FILTERS };
  return `${path}?${toQuery({ ...own, range, zone, event: null }).toString()}`;
}

function stored(): Remembered {
  try {
    const { range, zone } = fromQuery(new URLSearchParams(localStorage.getItem(KEY) ?? ''));
    return { range, zone };
  } catch {
    return DEFAULT_VIEW;
  }
}
