import { useCallback, useMemo } from 'react';
import { useLocation, useSearch } from 'wouter';
import { remember, remembered } from './remembered';
import { fromQuery, toQuery } from './query';
import type { View } from './view';

/** Changes parts of the view. Adds a step to the history, unless `replace` is set. */
export type ChangeView = (change: Partial<View>, replace?: boolean) => void;

/** Returns the view in the URL, and a function that changes it. */
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
