import { useEffect } from 'react';
import { useLocation } from 'wouter';
import { keepView } from './remembered';
import { useView, type ChangeView } from './useView';
import type { View } from './view';

/** Returns the view in the URL. Links to other pages keep its range and zone. */
export function useKeptView(): [View, ChangeView] {
  const [view, onView] = useView();
  const [path] = useLocation();
  useEffect(() => {
    keepView(path, view);
  }, [path, view]);
  return [view, onView];
}
