import type { Scope } from '../api/events';
import type { SavedView, SavedViewRequest } from '../api/types';
import { facetsOfRequest, filterParameters, filtersFromFacets } from './filters';
import { DEFAULT_RANGE, isLast, type Range } from './range';
import { DEFAULT_VIEW, type View } from './view';

type Named = Pick<SavedViewRequest, 'name' | 'scope'>;

/** Returns a view as the service saves it. */
export function savedView(view: View, list: Scope, named: Named): SavedViewRequest {
  const { range, order, bucket } = view;
  return {
    ...named,
    list: list === 'own' ? 'my_events' : 'events',
    filters: { ...filterParameters(view, list === 'own'), ...(range.kind === 'exact' && { from: range.from, to: range.to }) },
    ...(range.kind === 'last' && { last: range.last }),
    ...(order !== DEFAULT_VIEW.order && { order }),
    ...(bucket !== DEFAULT_VIEW.bucket && { bucket }),
  };
}

/** Returns the part of a view that a saved one selects. The zone stays that of the reader. */
export function viewOf({ filters, last, order, bucket }: SavedView): Partial<View> {
  return {
    ...filtersFromFacets(facetsOfRequest(filters)),
    range: rangeOf(filters, last),
    order: order ?? DEFAULT_VIEW.order,
    bucket: bucket ?? DEFAULT_VIEW.bucket,
    compare: false,
    event: null,
    live: false,
  };
}

function rangeOf({ from, to }: SavedView['filters'], last: SavedView['last']): Range {
  if (last != null) return isLast(last) ? { kind: 'last', last } : DEFAULT_RANGE;
  return from != null && to != null ? { kind: 'exact', from, to } : { kind: 'all' };
}

/** Returns the request that saves a view under another name. */
export function renamed({ scope, list, filters, last, order, bucket }: SavedView, name: string): SavedViewRequest {
  const saved = Object.fromEntries(Object.entries(filters).filter(([, value]) => value != null));
  return { name, scope, list, filters: saved, ...(last != null && { last }), ...(order != null && { order }), ...(bucket != null && { bucket }) };
}
