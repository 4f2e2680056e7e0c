import type { ChoiceGroup } from '../../view/choices';

/** Returns the choices whose label, ID or group contains every word of a search. */
export function searchChoices(groups: readonly ChoiceGroup[], search: string): ChoiceGroup[] {
  const words = search.toLowerCase().split(/\s+/).filter(Boolean);
  return groups.flatMap((group) => {
    const choices = group.choices.filter(({ value, label }) => {
      const text = `${label} ${value} ${group.label ?? ''}`.toLowerCase();
      return words.every((word) => text.includes(word));
    });
    return choices.length > 0 ? [{ ...group, choices }] : [];
  });
}

/** Returns the first choices of a list, and how many are left out. */
export function firstChoices(groups: readonly ChoiceGroup[], max: number): { shown: ChoiceGroup[]; hidden: number } {
  const shown: ChoiceGroup[] = [];
  let count = 0;
  for (const group of groups) {
    const choices = group.choices.slice(0, Math.max(0, max - count));
    if (choices.length > 0) shown.push({ ...group, choices });
    count += group.choices.length;
  }
  return { shown, hidden: Math.max(0, count - max) };
}
