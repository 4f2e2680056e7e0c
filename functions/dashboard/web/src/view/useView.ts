import { useCallback, useMemo } from 'react';
import { useLocation, useSearch } from 'wouter';
import { fromQuery, toQuery } from './address';
import { remember, remembered } from './remembered';
import type { View } from './view';

/** Changes parts of the view. The step can be gone back, unless it replaces the last one. */
export type ChangeView = (change: Partial<View>, replace?: boolean) => void;

/** The view, as the address has it, and the way to change it. */
export function useView(): [View, ChangeView] {
  const search = useSearch();
  const [path, navigate] = useLocation();
  const view = useMemo(() => fromQuery(new URLSearchParams(search), remembered()), [search]);
  const change = useCallback<ChangeView>(
    (change, replace = false) => {
      const { range = view.range, zone = view.zone } = change;
      if (change.range ?? change.zone) remember({ range, zone });
      navigate(`${path}?${toQuery({ ...view, ...change }).toString()}`, { replace });
    },
    [view, path, navigate],
  );
  return [view, change];
}
