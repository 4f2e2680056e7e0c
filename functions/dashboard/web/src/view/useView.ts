import { useCallback, useMemo } from 'react';
import { useLocation, useSearch } from 'wouter';
import { fromQuery, toQuery } from './address';
import type { View } from './view';

/** Changes parts of the view. The step can be gone back, unless it replaces the last one. */
export type ChangeView = (change: Partial<View>, replace?: boolean) => void;

/** The view, as the address has it, and the way to change it. */
export function useView(): [View, ChangeView] {
  const search = useSearch();
  const [path, navigate] = useLocation();
  const view = useMemo(() => fromQuery(new URLSearchParams(search)), [search]);
  const change = useCallback<ChangeView>(
    (change, replace = false) => {
      const query = toQuery({ ...view, ...change }).toString();
      navigate(query === '' ? path : `${path}?${query}`, { replace });
    },
    [view, path, navigate],
  );
  return [view, change];
}
