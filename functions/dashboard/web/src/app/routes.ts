import type { ComponentType } from 'react';
import { readsEverything } from '../api/me';
import type { Me } from '../api/types';
import { FindingsBadge } from '../findings/FindingsBadge';
import { StreamsMark } from '../streams/StreamsMark';
import type { IconName } from '../ui/Icon';
import { lazy } from '../ui/lazy';

export type Route = {
  /** A pattern of the router, such as `/findings/:id`. */
  path: string;
  label: string;
  icon: IconName;
  page: ComponentType;
  isAllowed: (me: Me) => boolean;
  /** Whether the page has a range or a zone. Its link in the navigation keeps both. */
  hasView?: true;
  /** Whether the page shows locations of IP addresses. Their source must be named. */
  showsLocations?: true;
  /** The path of the page in the navigation to which this page belongs. */
  parent?: string;
  /** A count or a warning beside the label in the navigation. */
  badge?: ComponentType;
};

const isMember = ({ role }: Me) => role !== 'operator';
const isOperator = ({ role }: Me) => role === 'operator';

/** The pages. */
export const ROUTES: readonly Route[] = [
  {
    path: '/overview',
    label: 'Overview',
    icon: 'overview',
    page: lazy(() => import('./OverviewPage')),
    isAllowed: readsEverything,
    hasView: true,
    showsLocations: true,
  },
  {
    path: '/findings',
    label: 'Findings',
    icon: 'findings',
    page: lazy(() => import('../findings/FindingsPage')),
    isAllowed: readsEverything,
    showsLocations: true,
    badge: FindingsBadge,
  },
  {
    path: '/findings/:id',
    label: 'Finding',
    icon: 'findings',
    page: lazy(() => import('../findings/detail/FindingPage')),
    isAllowed: readsEverything,
    showsLocations: true,
    parent: '/findings',
  },
  {
    path: '/rules',
    label: 'Rules',
    icon: 'findings',
    page: lazy(() => import('../findings/rules/RulesPage')),
    isAllowed: readsEverything,
    parent: '/findings',
  },
  {
    path: '/me/findings/:id',
    label: 'Unusual activity',
    icon: 'findings',
    page: lazy(() => import('../findings/mine/MyFindingPage')),
    isAllowed: isMember,
    showsLocations: true,
    parent: '/my-account',
  },
  {
    path: '/activity',
    label: 'Activity',
    icon: 'activity',
    page: lazy(() => import('../activity/ActivityPage')),
    isAllowed: readsEverything,
    hasView: true,
    showsLocations: true,
  },
  {
    path: '/my-account',
    label: 'My account',
    icon: 'user',
    page: lazy(() => import('./MyAccountPage')),
    isAllowed: isMember,
    showsLocations: true,
  },
  {
    path: '/my-activity',
    label: 'My activity',
    icon: 'list',
    page: lazy(() => import('../activity/MyActivityPage')),
    isAllowed: isMember,
    hasView: true,
    showsLocations: true,
  },
  {
    path: '/people',
    label: 'People',
    icon: 'people',
    page: lazy(() => import('../people/PeoplePage')),
    isAllowed: readsEverything,
    showsLocations: true,
  },
  {
    path: '/people/:id',
    label: 'Person',
    icon: 'people',
    page: lazy(() => import('./PersonPage')),
    isAllowed: readsEverything,
    showsLocations: true,
    parent: '/people',
  },
  {
    path: '/exports',
    label: 'Exports',
    icon: 'exports',
    page: lazy(() => import('../exports/ExportsPage')),
    isAllowed: isMember,
    hasView: true,
  },
  {
    path: '/streams',
    label: 'Streams',
    icon: 'streams',
    page: lazy(() => import('../streams/StreamsPage')),
    isAllowed: readsEverything,
    hasView: true,
    badge: StreamsMark,
  },
  {
    path: '/streams/:id',
    label: 'Stream',
    icon: 'streams',
    page: lazy(() => import('../streams/StreamPage')),
    isAllowed: readsEverything,
    hasView: true,
    parent: '/streams',
  },
  {
    path: '/me/notifications',
    label: 'Notifications',
    icon: 'user',
    page: lazy(() => import('../notifications/NotificationsPage')),
    isAllowed: isMember,
  },
  {
    path: '/coverage',
    label: 'Coverage',
    icon: 'coverage',
    page: lazy(() => import('../coverage/CoveragePage')),
    isAllowed: isMember,
    hasView: true,
  },
  {
    path: '/settings',
    label: 'Settings',
    icon: 'settings',
    page: lazy(() => import('../settings/SettingsPage')),
    isAllowed: readsEverything,
    hasView: true,
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
    parent: '/organizations',
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
