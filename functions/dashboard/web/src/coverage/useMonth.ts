import { useLocation, useSearch } from 'wouter';
import { resolveZone, type ZoneChoice } from '../time/zone';
import { toQuery } from '../view/query';
import { remember } from '../view/remembered';
import { useView } from '../view/useView';
import { monthAt, monthKey, parseMonth, type Month } from './month';

/** Returns the month in the URL, which is the current one by default, and the URL of others. */
export function useMonth(now: number) {
  const search = useSearch();
  const [, navigate] = useLocation();
  const [view] = useView();
  const zone = resolveZone(view.zone);
  const last = monthAt(now, zone);
  const month = parseMonth(new URLSearchParams(search).get('month'), last) ?? last;
  const urlFor = (month: Month, zone: ZoneChoice = view.zone) => {
    const query = toQuery({ ...view, zone });
    query.set('month', monthKey(month));
    return `/coverage?${query.toString()}`;
  };
  const onZone = (zone: ZoneChoice) => {
    remember({ zone });
    navigate(urlFor(month, zone));
  };
  return { month, last, zone, zoneChoice: view.zone, urlFor, onZone };
}
