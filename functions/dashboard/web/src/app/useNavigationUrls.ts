import { useLocation, useSearch } from 'wouter';
import { remembered, urlOf } from '../view/remembered';
import { fromQuery } from '../view/url';
import { ROUTES, type Route } from './routes';

/** Returns the URL of each page in the navigation. Pages with events keep their view, range and zone. */
export function useNavigationUrls(): (route: Route) => string {
  const [path] = useLocation();
  const search = useSearch();
  const hasView = ROUTES.some((route) => route.path === path && route.hasView);
  const last = hasView ? fromQuery(new URLSearchParams(search), remembered()) : remembered();
  return (route) => {
    if (!route.hasView) return route.path;
    // The current page keeps its whole URL.
    return route.path === path && search !== '' ? `${path}?${search}` : urlOf(route.path, last);
  };
}
