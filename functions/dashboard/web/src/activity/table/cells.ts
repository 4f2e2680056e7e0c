import type { Event, FilterName } from '../../api/types';
import { facetFrom, type Facet } from '../../view/filters';

/** The values of a row that take the keyboard focus, in order. */
export const CELLS = ['time', 'user', 'event', 'source', 'outcome', 'ip', 'location', 'details'] as const;

export type Cell = (typeof CELLS)[number];

/** Returns `true` if a row has a value in a cell. */
export function hasCell(event: Event, cell: Cell, withUser: boolean): boolean {
  switch (cell) {
    case 'user':
      return withUser;
    case 'ip':
      return event.client.ip != null;
    case 'location':
      return event.client.location != null && event.client.ip != null;
    default:
      return true;
  }
}

type CellFilter = { by: FilterName; valueOf: (event: Event) => string | null | undefined };

const FILTER_OF: Partial<Record<Cell, CellFilter>> = {
  user: { by: 'user', valueOf: ({ actor }) => actor.id },
  event: { by: 'type', valueOf: ({ type }) => type },
  source: { by: 'source', valueOf: ({ source }) => source },
  outcome: { by: 'outcome', valueOf: ({ outcome }) => outcome },
  ip: { by: 'ip', valueOf: ({ client }) => client.ip },
  // The API has no filter for locations.
  location: { by: 'ip', valueOf: ({ client }) => client.ip },
};

/** Returns the filter for a cell, or `null` if there is none. */
export function facetAt(event: Event, cell: Cell): Facet | null {
  const filter = FILTER_OF[cell];
  const value = filter?.valueOf(event);
  return filter && value != null ? facetFrom(filter.by, value) : null;
}

/** Returns the cell of `event` to focus when coming from `cell`: the same, or the nearest one before it. */
export function nearestCell(event: Event, cell: Cell, withUser: boolean): Cell {
  const index = CELLS.indexOf(cell);
  return CELLS.slice(0, index + 1).findLast((one) => hasCell(event, one, withUser)) ?? 'time';
}

/** Returns the next cell of a row in one direction, or the same cell at the edge. */
export function nextCell(event: Event, cell: Cell, step: 1 | -1, withUser: boolean): Cell {
  const cells = CELLS.filter((one) => one === cell || hasCell(event, one, withUser));
  return cells[cells.indexOf(cell) + step] ?? cell;
}

/** Returns a location as text: `Zürich, CH`. */
export function locationText(event: Event): string | null {
  const { location } = event.client;
  if (!location) return null;
  return location.city ? `${location.city}, ${location.country}` : location.country;
}
