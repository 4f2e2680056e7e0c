import { useLocation, useSearch } from 'wouter';
import { addressOf } from '../view/remembered';
import type { Route } from './routes';

/** Returns the address that the navigation leads to: pages of events keep their view, range and zone. */
export function useNavigation(): (route: Route) => string {
  const [path] = useLocation();
  const search = useSearch();
  return (route) => {
    if (!route.hasEvents) return route.path;
    // The page itself stays as it is.
    return route.path === path && search !== '' ? `${path}?${search}` : addressOf(route.path);
  };
}
