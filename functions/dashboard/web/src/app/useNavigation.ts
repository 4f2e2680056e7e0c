import { useLocation, useSearch } from 'wouter';
import { fromQuery } from '../view/address';
import { addressOf, remembered } from '../view/remembered';
import { ROUTES, type Route } from './routes';

/** Returns the address that the navigation leads to: pages of events keep their view, range and zone. */
export function useNavigation(): (route: Route) => string {
  const [path] = useLocation();
  const search = useSearch();
  const hasView = ROUTES.some((route) => route.path === path && route.hasEvents);
  const last = hasView ? fromQuery(new URLSearchParams(search), remembered()) : remembered();
  return (route) => {
    if (!route.hasEvents) return route.path;
    // The page itself stays as it is.
    return route.path === path && search !== '' ? `${path}?${search}` : addressOf(route.path, last);
  };
}
