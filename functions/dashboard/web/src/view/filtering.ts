import type { Outcome, Source } from '../api/types';
import { OUTCOMES, SOURCES, type Filters } from './view';

/** Something that a cell shows and that events can be chosen by. */
export type Facet =
  | { by: 'user'; value: string }
  | { by: 'type'; value: string }
  | { by: 'source'; value: Source }
  | { by: 'outcome'; value: Outcome }
  | { by: 'ip'; value: string };

function added<T>(list: readonly T[], value: T): readonly T[] {
  return list.includes(value) ? list : [...list, value];
}

/** Adds a value to the filters: rows with it, besides those that are chosen already. */
export function include(filters: Filters, facet: Facet): Filters {
  switch (facet.by) {
    case 'user':
      return { ...filters, users: added(filters.users, facet.value) };
    case 'type':
      return { ...filters, types: added(filters.types, facet.value) };
    case 'source':
      return { ...filters, sources: SOURCES.filter((one) => one === facet.value || filters.sources.includes(one)) };
    case 'outcome':
      return { ...filters, outcomes: OUTCOMES.filter((one) => one === facet.value || filters.outcomes.includes(one)) };
    case 'ip':
      return { ...filters, ip: facet.value };
  }
}

/** Chooses rows with this value and none of its other values. Filters by anything else stay. */
export function only(filters: Filters, facet: Facet): Filters {
  const others = facetsOf(filters).filter(({ by }) => by === facet.by);
  return include(others.reduce(drop, filters), facet);
}

/**
 * Chooses rows without this value, where the API can: it knows every source and outcome, so all others
 * are chosen. Nothing for a value that cannot be left out, or where nothing would be left.
 */
export function exclude(filters: Filters, facet: Facet): Filters | null {
  if (facet.by === 'source') {
    const rest = (filters.sources.length > 0 ? filters.sources : SOURCES).filter((one) => one !== facet.value);
    return rest.length > 0 ? { ...filters, sources: rest } : null;
  }
  if (facet.by === 'outcome') {
    const rest = (filters.outcomes.length > 0 ? filters.outcomes : OUTCOMES).filter((one) => one !== facet.value);
    return rest.length > 0 ? { ...filters, outcomes: rest } : null;
  }
  return null;
}

/** Takes a value out of the filters. */
export function drop(filters: Filters, facet: Facet): Filters {
  const without = <T>(list: readonly T[], value: T) => list.filter((one) => one !== value);
  switch (facet.by) {
    case 'user':
      return { ...filters, users: without(filters.users, facet.value) };
    case 'type':
      return { ...filters, types: without(filters.types, facet.value) };
    case 'source':
      return { ...filters, sources: without(filters.sources, facet.value) };
    case 'outcome':
      return { ...filters, outcomes: without(filters.outcomes, facet.value) };
    case 'ip':
      return { ...filters, ip: null };
  }
}

/** Returns the values that are chosen, in the order of their chips. */
export function facetsOf(filters: Filters): Facet[] {
  return [
    ...filters.users.map((value): Facet => ({ by: 'user', value })),
    ...filters.types.map((value): Facet => ({ by: 'type', value })),
    ...filters.sources.map((value): Facet => ({ by: 'source', value })),
    ...filters.outcomes.map((value): Facet => ({ by: 'outcome', value })),
    ...(filters.ip === null ? [] : [{ by: 'ip', value: filters.ip } satisfies Facet]),
  ];
}
