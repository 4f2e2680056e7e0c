import { changesSettings, readsEverything } from '../api/me';
import type { Me } from '../api/types';
import type { IconName } from '../ui/Icon';

/** A page, and who is shown the way to it. Pages with events have a view, range and zone in their address. */
export type Route = { path: string; label: string; icon: IconName; isFor: (me: Me) => boolean; hasEvents?: true };

const isPerson = ({ role }: Me) => role !== 'operator';
const isOperator = ({ role }: Me) => role === 'operator';

export const ROUTES: readonly Route[] = [
  { path: '/activity', label: 'Activity', icon: 'activity', isFor: readsEverything, hasEvents: true },
  { path: '/my-activity', label: 'My activity', icon: 'user', isFor: isPerson, hasEvents: true },
  { path: '/exports', label: 'Exports', icon: 'exports', isFor: isPerson },
  { path: '/coverage', label: 'Coverage', icon: 'coverage', isFor: isPerson },
  { path: '/settings', label: 'Settings', icon: 'settings', isFor: changesSettings },
  { path: '/organizations', label: 'Organizations', icon: 'organizations', isFor: isOperator },
  { path: '/keys', label: 'Keys', icon: 'key', isFor: isOperator },
];

/** Returns the pages that a person is shown the way to; the first is where they begin. */
export function routesOf(me: Me): Route[] {
  return ROUTES.filter((route) => route.isFor(me));
}
