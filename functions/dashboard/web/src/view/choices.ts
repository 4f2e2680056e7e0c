import type { Catalog } from '../api/eventTypes';
import { sourceLabel } from './labels';

type Choice = { value: string; label: string; hint?: string };
export type ChoiceGroup = { label?: string; choices: readonly Choice[] };

/** Returns the event types of the catalog, grouped by source and category, in its order. */
export function typeChoices(catalog: Catalog | undefined): ChoiceGroup[] {
  const groups = new Map<string, Choice[]>();
  for (const { id, label, category, description } of catalog?.types ?? []) {
    // Two sources may have a category of the same name.
    const group = `${sourceLabel(id.slice(0, id.indexOf('.')))} · ${category}`;
    groups.set(group, [...(groups.get(group) ?? []), { value: id, label, hint: description }]);
  }
  return [...groups].map(([label, choices]) => ({ label, choices }));
}

/** Returns the choices of a filter with a closed list of values. */
export function labelChoices(labels: Record<string, string>): ChoiceGroup[] {
  return [{ choices: Object.entries(labels).map(([value, label]) => ({ value, label })) }];
}
