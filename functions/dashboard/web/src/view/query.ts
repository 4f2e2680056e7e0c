import { isZone } from '../time/zone';
import { facetOfParameter, facetsOf, FILTER_PARAMETERS, parameterOf, readFilters } from './filters';
import { endsNow, isLast, type Range } from './range';
import { BUCKETS, DEFAULT_VIEW, type EventName, type View } from './view';

/**
 * Writes a view as the query of a URL. The range and zone are always written: their defaults differ
 * between users, and a shared URL must show everyone the same events.
 */
export function toQuery(view: View): URLSearchParams {
  const query = new URLSearchParams();
  for (const facet of facetsOf(view)) query.append(parameterOf(facet), facet.value);
  writeRange(query, view.range);
  if (view.order !== DEFAULT_VIEW.order) query.set('order', view.order);
  query.set('zone', view.zone);
  if (view.bucket !== DEFAULT_VIEW.bucket) query.set('bucket', view.bucket);
  if (view.compare) query.set('compare', 'previous');
  if (view.event) query.set('event', `${view.event.source}/${view.event.id}`);
  if (view.live && allowsLive(view)) query.set('live', '1');
  return query;
}

/** Reads a view from the query of a URL. Missing or invalid parameters are as in `defaults`. */
export function fromQuery(query: URLSearchParams, defaults: Pick<View, 'range' | 'zone'> = DEFAULT_VIEW): View {
  const zone = query.get('zone') ?? '';
  const range = readRange(query) ?? defaults.range;
  const order = readOrder(query);
  return {
    ...readFilters(query),
    range,
    order,
    zone: isZoneChoice(zone) ? zone : defaults.zone,
    bucket: BUCKETS.find((bucket) => bucket === query.get('bucket')) ?? DEFAULT_VIEW.bucket,
    compare: query.get('compare') === 'previous',
    event: readEvent(query.get('event')),
    live: query.get('live') === '1' && allowsLive({ range, order }),
  };
}

/** Returns `true` if new events belong at the top of the rows: their range ends now, and the newest come first. */
function allowsLive({ range, order }: Pick<View, 'range' | 'order'>): boolean {
  return endsNow(range) && order === 'desc';
}

const isOneOf = (values: readonly string[]) => (value: string) => values.includes(value);
const isFilter = isOneOf(FILTER_PARAMETERS);

// The valid values of every parameter that is not a filter.
const PARAMETERS: Record<string, (value: string) => boolean> = {
  last: (value) => value === 'all' || isLast(value),
  from: (value) => readTime(value) !== null,
  to: (value) => readTime(value) !== null,
  order: isOneOf(['asc', 'desc']),
  zone: isZoneChoice,
  bucket: isOneOf(BUCKETS),
  compare: isOneOf(['previous']),
  event: (value) => readEvent(value) !== null,
  live: (value) => value === '1',
};

function isValid(name: string, value: string): boolean {
  if (isFilter(name)) return facetOfParameter(name, value) !== null;
  return Object.hasOwn(PARAMETERS, name) && PARAMETERS[name]?.(value) === true;
}

/** Returns the parameters of a URL that are unknown or invalid, as `name=value`. */
export function invalidParameters(query: URLSearchParams): string[] {
  const seen = new Set<string>();
  const found = [...query].filter(([name, value]) => {
    const isRepeated = seen.has(name) && !isFilter(name);
    seen.add(name);
    return isRepeated || !isValid(name, value);
  });
  // A range needs both ends, in order.
  const range = readRange(query);
  const ends = range?.kind === 'exact' ? [] : [...query].filter((pair) => ['from', 'to'].includes(pair[0]) && isValid(...pair));
  const isFixed = (range !== null && !endsNow(range)) || readOrder(query) === 'asc';
  const live = isFixed ? [...query].filter((pair) => pair[0] === 'live' && isValid(...pair)) : [];
  return [...found, ...ends, ...live].map(([name, value]) => `${name}=${value}`);
}

/** Returns `true` if a URL names its range and zone. */
export function isExplicit(query: URLSearchParams): boolean {
  return query.has('zone') && (query.has('last') || (query.has('from') && query.has('to')));
}

function isZoneChoice(zone: string): boolean {
  return zone === 'browser' || (zone !== '' && isZone(zone));
}

function readOrder(query: URLSearchParams): View['order'] {
  return query.get('order') === 'asc' ? 'asc' : 'desc';
}

function writeRange(query: URLSearchParams, range: Range) {
  if (range.kind === 'exact') {
    query.set('from', range.from);
    query.set('to', range.to);
    return;
  }
  query.set('last', range.kind === 'all' ? 'all' : range.last);
}

function readRange(query: URLSearchParams): Range | null {
  const from = readTime(query.get('from'));
  const to = readTime(query.get('to'));
  if (from !== null && to !== null && from < to) {
    return { kind: 'exact', from: new Date(from).toISOString(), to: new Date(to).toISOString() };
  }
  const last = query.get('last') ?? '';
  if (last === 'all') return { kind: 'all' };
  return isLast(last) ? { kind: 'last', last } : null;
}

function readTime(text: string | null): number | null {
  // A time without a zone would differ between machines.
  if (text === null || !/(?:Z|[+-]\d\d:\d\d)$/.test(text)) return null;
  const time = Date.parse(text);
  return Number.isNaN(time) ? null : time;
}

function readEvent(text: string | null): EventName | null {
  if (text === null) return null;
  const slash = text.indexOf('/');
  const source = text.slice(0, Math.max(slash, 0));
  const id = text.slice(slash + 1);
  // Not only known sources: operators register sources, and a newer version of the service may have more.
  return /^[a-z0-9_-]+$/.test(source) && id !== '' ? { source, id } : null;
}
