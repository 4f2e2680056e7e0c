import type { Export } from '../api/types';
import { add, facetsOfRequest, NO_FILTERS } from '../view/filters';
import { activityUrl } from '../view/url';

/** Returns the URL of the events that an export has: its filters and its time. */
export function viewUrl({ filters, from, to }: Export, isReader: boolean): string {
  const selected = facetsOfRequest(filters).reduce(add, NO_FILTERS);
  const range = { kind: 'exact', from, to } as const;
  // The page of own events has no filter by person.
  return isReader ? activityUrl({ ...selected, range }) : activityUrl({ ...selected, user: [], range }, '/my-activity');
}
