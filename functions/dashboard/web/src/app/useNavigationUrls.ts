import { useSearch } from 'wouter';
import { remembered, urlOf } from '../view/remembered';
import { fromQuery } from '../view/query';
import { useCurrentRoute } from './navigation';
import type { Route } from './routes';

/** Returns the URL of each page in the navigation. Pages with a range or a zone keep theirs. */
export function useNavigationUrls(): (route: Route) => string {
  const current = useCurrentRoute();
  const search = useSearch();
  const last = current?.hasView ? fromQuery(new URLSearchParams(search), remembered()) : remembered();
  return (route) => {
    if (!route.hasView) return route.path;
    // The current page keeps its whole URL.
    return route.path === current?.path && search !== '' ? `${route.path}?${search}` : urlOf(route.path, last);
  };
}
