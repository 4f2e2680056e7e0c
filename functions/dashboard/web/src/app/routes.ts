import type { ComponentType } from 'react';
import { readsEverything } from '../api/me';
import type { Me } from '../api/types';
import type { IconName } from '../ui/Icon';
import { lazy } from '../ui/lazy';

export type Route = {
  path: string;
  label: string;
  icon: IconName;
  page: ComponentType;
  isAllowed: (me: Me) => boolean;
  /** Whether the URL of the page holds a view. */
  hasView?: true;
  /** Whether another page links to it instead of the navigation. */
  isLinked?: true;
};

const isMember = ({ role }: Me) => role !== 'operator';
const isOperator = ({ role }: Me) => role === 'operator';

/** The pages, in the order of the navigation. */
export const ROUTES: readonly Route[] = [
  {
    path: '/activity',
    label: 'Activity',
    icon: 'activity',
    page: lazy(() => import('../activity/ActivityPage')),
    isAllowed: readsEverything,
    hasView: true,
  },
  {
    path: '/my-activity',
    label: 'My activity',
    icon: 'user',
    page: lazy(() => import('../activity/MyActivityPage')),
    isAllowed: isMember,
    hasView: true,
  },
  {
    path: '/exports',
    label: 'Exports',
    icon: 'exports',
    page: lazy(() => import('../exports/ExportsPage')),
    isAllowed: isMember,
  },
  {
    path: '/coverage',
    label: 'Coverage',
    icon: 'coverage',
    page: lazy(() => import('../settings/CoveragePage')),
    isAllowed: isMember,
  },
  {
    path: '/settings',
    label: 'Settings',
    icon: 'settings',
    page: lazy(() => import('../settings/SettingsPage')),
    isAllowed: readsEverything,
  },
  {
    path: '/organizations',
    label: 'Organizations',
    icon: 'organizations',
    page: lazy(() => import('../operator/OrganizationsPage')),
    isAllowed: isOperator,
  },
  {
    path: '/organizations/new',
    label: 'Add organization',
    icon: 'organizations',
    page: lazy(() => import('../operator/onboarding/OnboardingPage')),
    isAllowed: isOperator,
    isLinked: true,
  },
  {
    path: '/keys',
    label: 'Keys',
    icon: 'key',
    page: lazy(() => import('../operator/KeysPage')),
    isAllowed: isOperator,
  },
  {
    path: '/event-types',
    label: 'Event types',
    icon: 'eventTypes',
    page: lazy(() => import('../operator/eventTypes/EventTypesPage')),
    isAllowed: isOperator,
  },
];

/** Returns the pages of a user’s navigation. The first is the start page. */
export function routesFor(me: Me): Route[] {
  return ROUTES.filter((route) => route.isAllowed(me) && !route.isLinked);
}
