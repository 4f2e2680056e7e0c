import { matchRoute, useLocation, useRouter } from 'wouter';
import type { Me } from '../api/types';
import { ROUTES, type Route } from './routes';

/** The paths of a role's navigation, in groups. The first is the start page. */
const READER = [['/overview', '/findings', '/activity', '/people', '/exports', '/streams', '/coverage'], ['/my-account'], ['/settings']];
const MEMBER = [['/my-account', '/my-activity', '/exports', '/coverage']];
const OPERATOR = [['/organizations', '/keys', '/event-types']];

function pathsFor(role: string): string[][] {
  if (role === 'operator') return OPERATOR;
  return role === 'member' ? MEMBER : READER;
}

/** Returns the pages of a user’s navigation, in groups. */
export function navigationFor(me: Me): Route[][] {
  const groups = pathsFor(me.role).map((paths) => paths.flatMap((path) => ROUTES.filter((route) => route.path === path && route.isAllowed(me))));
  return groups.filter((group) => group.length > 0);
}

/** Returns the path of a user’s start page. */
export function startPath(me: Me): string {
  return navigationFor(me)[0]?.[0]?.path ?? '/my-account';
}

/** Returns the current page, if there is one. */
export function useCurrentRoute(): Route | undefined {
  const { parser } = useRouter();
  const [path] = useLocation();
  return ROUTES.find((route) => matchRoute(parser, route.path, path)[0]);
}
