import type { Catalogue } from '../../api/eventTypes';
import type { Source } from '../../api/types';
import { OUTCOMES, SOURCES } from '../../view/view';
import type { ChoiceGroup } from './ChoiceFilter';
import { OUTCOME_NAMES, SOURCE_NAMES } from './names';

/** The catalogue as choices, under its categories in its order. */
export function typeGroups(catalogue: Catalogue | undefined): ChoiceGroup[] {
  const groups = new Map<string, ChoiceGroup & { choices: ChoiceGroup['choices'][number][] }>();
  for (const { id, label, category, description } of catalogue?.types ?? []) {
    // Two sources may have a category of the same name.
    const source = SOURCE_NAMES[id.slice(0, id.indexOf('.')) as Source];
    const name = `${source} · ${category}`;
    const group = groups.get(name) ?? { label: name, choices: [] };
    group.choices.push({ value: id, label, hint: description });
    groups.set(name, group);
  }
  return [...groups.values()];
}

export const SOURCE_GROUPS: ChoiceGroup[] = [
  { label: 'Product', choices: SOURCES.map((value) => ({ value, label: SOURCE_NAMES[value] })) },
];

export const OUTCOME_GROUPS: ChoiceGroup[] = [
  { label: 'How it went', choices: OUTCOMES.map((value) => ({ value, label: OUTCOME_NAMES[value] })) },
];
