import { isZone } from '../time/zone';
import { DEFAULT_LAST, DEFAULT_RANGE, isLast, type Range } from './range';
import { DEFAULT_VIEW, OUTCOMES, SOURCES, type EventName, type View } from './view';

/** Writes a view as the query of an address. What is as usual is left out. */
export function toQuery(view: View): URLSearchParams {
  const query = new URLSearchParams();
  for (const user of view.users) query.append('user', user);
  for (const type of view.types) query.append('type', type);
  for (const source of view.sources) query.append('source', source);
  for (const outcome of view.outcomes) query.append('outcome', outcome);
  if (view.ip !== null) query.set('ip', view.ip);
  writeRange(query, view.range);
  if (view.order !== DEFAULT_VIEW.order) query.set('order', view.order);
  if (view.zone !== DEFAULT_VIEW.zone) query.set('zone', view.zone);
  if (view.event) query.set('event', `${view.event.source}/${view.event.id}`);
  return query;
}

/** Reads a view from the query of an address. What cannot be read is as usual. */
export function fromQuery(query: URLSearchParams): View {
  const zone = query.get('zone') ?? '';
  return {
    users: texts(query, 'user'),
    types: texts(query, 'type'),
    sources: SOURCES.filter((source) => query.getAll('source').includes(source)),
    outcomes: OUTCOMES.filter((outcome) => query.getAll('outcome').includes(outcome)),
    ip: readText(query.get('ip')),
    range: readRange(query),
    order: query.get('order') === 'asc' ? 'asc' : 'desc',
    zone: zone === 'browser' || (zone !== '' && isZone(zone)) ? zone : DEFAULT_VIEW.zone,
    event: readEvent(query.get('event')),
  };
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
  const last = range.kind === 'all' ? 'all' : range.last;
  if (last !== DEFAULT_LAST) query.set('last', last);
}

function readRange(query: URLSearchParams): Range {
  const from = readTime(query.get('from'));
  const to = readTime(query.get('to'));
  if (from !== null && to !== null && from < to) {
    return { kind: 'exact', from: new Date(from).toISOString(), to: new Date(to).toISOString() };
  }
  const last = query.get('last') ?? '';
  if (last === 'all') return { kind: 'all' };
  return isLast(last) ? { kind: 'last', last } : DEFAULT_RANGE;
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
  const source = SOURCES.find((source) => source === text.slice(0, slash));
  const id = text.slice(slash + 1);
  return source && id !== '' ? { source, id } : null;
}
