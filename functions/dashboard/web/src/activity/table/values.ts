import { sourceLabel, typeLabel, type Catalog } from '../../api/catalog';
import type { Event, FilterName } from '../../api/types';
import { countryName } from '../../view/countries';
import { facetFrom, type Facet, type Filters } from '../../view/filters';
import { OUTCOME_LABELS } from '../../view/labels';

/** The parts of a row that take the keyboard focus. */
export const CELLS = ['time', 'outcome', 'user', 'event', 'target', 'targets', 'source', 'location', 'ip', 'isp', 'device', 'session', 'details'] as const;

export type Cell = (typeof CELLS)[number];

/** One value of an event: its filter, and the texts that can be copied, with their labels. */
export type EventValue = {
  text: string;
  /** `null` if no filter accepts the value. */
  facet: Facet | null;
  copies: readonly (readonly [string, string])[];
};

type Target = Event['targets'][number];

function valueOf(by: FilterName, value: string | null | undefined, text = value, copies?: EventValue['copies']): EventValue[] {
  if (value == null || text == null) return [];
  return [{ text, facet: facetFrom(by, value), copies: copies ?? [['Copy', text]] }];
}

const VALUES_OF: Record<Cell, (event: Event, catalog: Catalog | undefined) => EventValue[]> = {
  time: () => [],
  details: () => [],
  outcome: ({ outcome }) => valueOf('outcome', outcome, outcomeLabel(outcome)),
  user: ({ actor }) => valueOf('user', actor.id, actorText(actor), copiesOf(['Copy name', actor.name], ['Copy email', actor.email], ['Copy ID', actor.id])),
  event: ({ type }, catalog) => valueOf('type', type, typeLabel(catalog, type), [['Copy ID', type]]),
  source: ({ source }, catalog) => valueOf('source', source, sourceLabel(catalog, source), [['Copy ID', source]]),
  target: ({ targets }) => targets.slice(0, 1).flatMap(targetValue),
  targets: ({ targets }) => targets.flatMap(targetValue),
  location: ({ client }) => [
    ...valueOf('country', client.location?.country, countryName(client.location?.country ?? '')),
    ...valueOf('ip', client.ip),
  ],
  ip: ({ client }) => valueOf('ip', client.ip),
  // A name can belong to several networks.
  isp: ({ client: { isp, asn } }) => valueOf('isp', asn == null ? isp : `AS${asn}`, isp ?? undefined),
  device: ({ client }) => valueOf('device', client.device),
  session: ({ session_id }) => valueOf('session', session_id),
};

/** Returns a target as a value. */
export function targetValue({ type, id, name }: Target): EventValue[] {
  return valueOf('target', `${type}:${id}`, name ?? id, copiesOf(['Copy name', name], ['Copy ID', id]));
}

function copiesOf(...copies: [string, string | null | undefined][]): EventValue['copies'] {
  return copies.flatMap(([label, text]) => (text == null || text === '' ? [] : [[label, text] as const]));
}

/** Returns the values of a cell. A location has two: its country, and the address that it belongs to. */
export function valuesAt(event: Event, cell: Cell, catalog: Catalog | undefined): EventValue[] {
  return VALUES_OF[cell](event, catalog);
}

const ROW_CELLS: readonly Cell[] = ['user', 'event', 'targets', 'outcome', 'location', 'isp', 'device', 'source'];

/** Returns the values of a whole row that can be filtered. */
export function rowValues(event: Event, withUser: boolean, catalog: Catalog | undefined): EventValue[] {
  const cells = ROW_CELLS.filter((cell) => withUser || cell !== 'user');
  return cells.flatMap((cell) => valuesAt(event, cell, catalog)).filter(({ facet }) => facet !== null);
}

/** Returns `true` if the events of a view must have a value, or one of several with it. */
export function isSelected(filters: Filters, { by, value }: Facet): boolean {
  return (filters[by] as readonly string[]).includes(value);
}

/** Returns the shown name of an actor. */
export function actorText({ name, email, id }: Event['actor']): string {
  return name ?? email ?? id;
}

/** Returns the shown name of an outcome, or the outcome if only a newer version knows it. */
export function outcomeLabel(outcome: string): string {
  return (OUTCOME_LABELS as Record<string, string>)[outcome] ?? outcome;
}

/** Returns a location as text: `Zürich, Switzerland`. */
export function locationText({ client: { location } }: Event): string | null {
  if (!location) return null;
  const country = countryName(location.country);
  return location.city ? `${location.city}, ${country}` : country;
}
