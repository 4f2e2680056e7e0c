import { sourceLabel, typeLabel, type Catalog } from '../api/catalog';
import { plural } from '../time/format';
import { allCountries } from './countries';

export type Choice = { value: string; label: string; hint?: string };
export type ChoiceGroup = { label?: string; choices: readonly Choice[] };

/**
 * Returns the event types of the catalog in its order, grouped by source and category. Before the types of a
 * source are its wildcards.
 */
export function typeChoices(catalog: Catalog | undefined): ChoiceGroup[] {
  if (!catalog) return [];
  const counts = prefixCounts(catalog);
  const groups = new Map<string, Choice[]>();
  for (const { id, source, label, category, description } of catalog.types) {
    const name = sourceLabel(catalog, source);
    // Two sources may have the same label, or a category of the same name.
    const wildcards = `${source}\n${name}`;
    if (!groups.has(wildcards)) groups.set(wildcards, wildcardChoices(source, catalog, counts));
    const group = `${source}\n${name} · ${category}`;
    groups.set(group, [...(groups.get(group) ?? []), { value: id, label, hint: description }]);
  }
  return [...groups].map(([key, choices]) => ({ label: key.slice(key.indexOf('\n') + 1), choices }));
}

/** Returns how many types begin with each prefix, such as `crm.` and `crm.contact.`. */
function prefixCounts({ types }: Catalog): Map<string, number> {
  const counts = new Map<string, number>();
  for (const { id } of types) {
    for (let dot = id.indexOf('.'); dot >= 0; dot = id.indexOf('.', dot + 1)) {
      const prefix = id.slice(0, dot + 1);
      counts.set(prefix, (counts.get(prefix) ?? 0) + 1);
    }
  }
  return counts;
}

/** Returns the wildcards of a source that select all of its types, or at least two. */
function wildcardChoices(source: string, catalog: Catalog, counts: ReadonlyMap<string, number>): Choice[] {
  const all = `${source}.`;
  return [...counts]
    .filter(([prefix, count]) => prefix === all || (count > 1 && prefix.startsWith(all)))
    .map(([prefix, count]) => ({
      value: `${prefix}*`,
      label: typeValueLabel(`${prefix}*`, catalog),
      hint: `${prefix}*: ${plural(count, 'event type')}, and those registered later`,
    }));
}

/** Returns the label of a type or wildcard: that of its source, or of the category that all of its types have. */
export function typeValueLabel(type: string, catalog: Catalog | undefined): string {
  if (!catalog || !type.endsWith('.*')) return typeLabel(catalog, type);
  const prefix = type.slice(0, -1);
  const source = prefix.slice(0, prefix.indexOf('.'));
  if (prefix === `${source}.`) return `All of ${sourceLabel(catalog, source)}`;
  const [category, ...others] = new Set(catalog.types.filter(({ id }) => id.startsWith(prefix)).map(({ category }) => category));
  if (category === undefined || others.length > 0) return type;
  const isWhole = !catalog.types.some((one) => one.source === source && one.category === category && !one.id.startsWith(prefix));
  return isWhole ? `All of ${category}` : `${category}: ${type}`;
}

/** Returns a typed type or wildcard as a choice: the service may know it already, or for an older event. */
export function typedType(search: string): Choice | null {
  const id = search.trim();
  return /^[a-z][a-z0-9_]*(\.[a-z0-9_]+)*\.([a-z0-9_]+|\*)$/.test(id) ? { value: id, label: `Filter by ${id}` } : null;
}

/** Returns the sources of the catalog. */
export function sourceChoices(catalog: Catalog | undefined): ChoiceGroup[] {
  const choices = catalog?.sources.map(({ id, label }) => ({ value: id, label, hint: id })) ?? [];
  return choices.length > 0 ? [{ choices }] : [];
}

/** Returns every country by name. */
export function countryChoices(): ChoiceGroup[] {
  return [{ choices: allCountries().map(({ code, name }) => ({ value: code, label: name, hint: code })) }];
}

/** Returns the choices of a filter with a closed list of values. */
export function labelChoices(labels: Record<string, string>): ChoiceGroup[] {
  return [{ choices: Object.entries(labels).map(([value, label]) => ({ value, label })) }];
}
