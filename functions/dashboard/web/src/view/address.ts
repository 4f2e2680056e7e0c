import { isZone } from '../time/zone';
import { isLast, type Range } from './range';
import { BUCKETS, DEFAULT_VIEW, OUTCOMES, SOURCES, type EventName, type View } from './view';

/**
 * Writes a view as the query of an address. The range and zone are always written: their defaults differ
 * between people, and a shared address must show the same to everybody.
 */
export function toQuery(view: View): URLSearchParams {
  const query = new URLSearchParams();
  for (const user of view.users) query.append('user', user);
  for (const type of view.types) query.append('type', type);
  for (const source of view.sources) query.append('source', source);
  for (const outcome of view.outcomes) query.append('outcome', outcome);
  if (view.ip !== null) query.set('ip', view.ip);
  writeRange(query, view.range);
  if (view.order !== DEFAULT_VIEW.order) query.set('order', view.order);
  query.set('zone', view.zone);
  if (view.bucket !== DEFAULT_VIEW.bucket) query.set('bucket', view.bucket);
  if (view.event) query.set('event', `${view.event.source}/${view.event.id}`);
  return query;
}

/** Reads a view from the query of an address. What is missing or cannot be read is as in `defaults`. */
export function fromQuery(query: URLSearchParams, defaults: Pick<View, 'range' | 'zone'> = DEFAULT_VIEW): View {
  const zone = query.get('zone') ?? '';
  return {
    users: texts(query, 'user'),
    types: texts(query, 'type'),
    sources: SOURCES.filter((source) => query.getAll('source').includes(source)),
    outcomes: OUTCOMES.filter((outcome) => query.getAll('outcome').includes(outcome)),
    ip: readText(query.get('ip')),
    range: readRange(query) ?? defaults.range,
    order: query.get('order') === 'asc' ? 'asc' : 'desc',
    zone: isZoneChoice(zone) ? zone : defaults.zone,
    bucket: BUCKETS.find((bucket) => bucket === query.get('bucket')) ?? DEFAULT_VIEW.bucket,
    event: readEvent(query.get('event')),
  };
}

const isOneOf = (values: readonly string[]) => (value: string) => values.includes(value);
const isText = () => true;

// Every parameter of an address, and what it may be.
const PARAMETERS: Record<string, (value: string) => boolean> = {
  user: isText,
  type: isText,
  source: isOneOf(SOURCES),
  outcome: isOneOf(OUTCOMES),
  ip: isText,
  last: (value) => value === 'all' || isLast(value),
  from: (value) => readTime(value) !== null,
  to: (value) => readTime(value) !== null,
  order: isOneOf(['asc', 'desc']),
  zone: isZoneChoice,
  bucket: isOneOf(BUCKETS),
  event: (value) => readEvent(value) !== null,
};
const REPEATABLE = ['user', 'type', 'source', 'outcome'];

/** Returns the parameters of an address that no view has, as `name=value`. */
export function unreadable(query: URLSearchParams): string[] {
  const isRead = (name: string, value: string) => Object.hasOwn(PARAMETERS, name) && PARAMETERS[name]?.(value);
  const seen = new Set<string>();
  const found = [...query].filter(([name, value]) => {
    const isRepeated = seen.has(name) && !REPEATABLE.includes(name);
    seen.add(name);
    return isRepeated || !isRead(name, value);
  });
  // A range needs both ends, in order.
  const isRange = readRange(query)?.kind === 'exact';
  const ends = isRange ? [] : [...query].filter((pair) => ['from', 'to'].includes(pair[0]) && isRead(...pair));
  return [...found, ...ends].map(([name, value]) => `${name}=${value}`);
}

/** Returns `true` if an address names its range and zone. */
export function isExplicit(query: URLSearchParams): boolean {
  return query.has('zone') && (query.has('last') || (query.has('from') && query.has('to')));
}

function isZoneChoice(zone: string): boolean {
  return zone === 'browser' || (zone !== '' && isZone(zone));
}

function readText(text: string | null): string | null {
  const trimmed = text?.trim() ?? '';
  return trimmed === '' ? null : trimmed;
}

function texts(query: URLSearchParams, name: string): string[] {
  const values = query.getAll(name).filter((value) => value.trim() !== '');
  return [...new Set(values)];
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
  // Only moments: a time without a zone would be another one on every machine.
  if (text === null || !/(?:Z|[+-]\d\d:\d\d)$/.test(text)) return null;
  const time = Date.parse(text);
  return Number.isNaN(time) ? null : time;
}

function readEvent(text: string | null): EventName | null {
  if (text === null) return null;
  const slash = text.indexOf('/');
  const source = text.slice(0, Math.max(slash, 0));
  const id = text.slice(slash + 1);
  // Not only the known sources: a newer version of the service may have recorded the event.
  return /^[a-z0-9_-]+$/.test(source) && id !== '' ? { source, id } : null;
}
