import type { Catalog } from '../api/catalog';
import type { EventClass } from '../api/types';

// The API's maximum for each filter.
const MAX_VALUES = 50;

/** Returns the event types of some classes, for a filter. Empty while the catalog loads. */
export function typesOfClasses(catalog: Catalog | undefined, classes: readonly EventClass[]): string[] {
  const types = catalog?.types.filter((type) => classes.includes(type.class)) ?? [];
  return types.slice(0, MAX_VALUES).map(({ id }) => id);
}
