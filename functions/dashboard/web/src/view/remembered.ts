import { fromQuery, toQuery } from './query';
import { DEFAULT_VIEW, type View } from './view';

/** The part of a view that applies to every page. */
type Remembered = Pick<View, 'range' | 'zone'>;

const KEY = 'activity-monitor.view';

let current: Remembered | null = null;
const views = new Map<string, View>();

/** Returns the range and zone of the last view, or the ones stored in this browser. */
export function remembered(): Remembered {
  return current ?? stored();
}

/** Stores the zone, and a range that ends now, for the next visit. */
export function remember(choice: Partial<Remembered>): void {
  const { range, zone } = { ...stored(), ...choice };
  current = { ...remembered(), ...choice };
  const kept = range.kind === 'exact' ? stored().range : range;
  try {
    localStorage.setItem(KEY, toQuery({ ...DEFAULT_VIEW, range: kept, zone }).toString());
  } catch {
    // Without storage, each visit starts with the defaults.
  }
}

/** Remembers the view of a page for its link in the navigation. */
export function keepView(path: string, view: View): void {
  current = { range: view.range, zone: view.zone };
  views.set(path, view);
}

/** Returns the URL of a page of events: its own filters, with the given range and zone. */
export function urlOf(path: string, { range, zone }: Remembered): string {
  const own = views.get(path) ?? DEFAULT_VIEW;
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
