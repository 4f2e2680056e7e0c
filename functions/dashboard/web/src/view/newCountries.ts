import type { Summary } from '../api/types';

/** A country without events in the time before. */
export type NewCountry = { code: string; count: number; people: number };

/** Returns the countries of `current` that `before` does not have, those with the most people first. */
export function newCountries(current: Summary, before: Summary): NewCountry[] {
  const known = new Set(before.facets?.country?.values.map(({ value }) => value));
  const found = current.facets?.country?.values.filter(({ value }) => !known.has(value)) ?? [];
  return found
    .map(({ value, count, people }) => ({ code: value, count, people }))
    .sort((a, b) => b.people - a.people || b.count - a.count);
}
