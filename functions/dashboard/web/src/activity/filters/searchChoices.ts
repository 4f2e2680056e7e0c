import type { Choice, ChoiceGroup } from '../../view/choices';
import { synonymsOf } from '../search/eventWords';
import { folded, wordsOf } from '../search/folded';

const texts = new WeakMap<Choice, string>();

/** Returns everything that a choice is found by: its label, ID, description and group, and other words for them. */
function textOf(choice: Choice, group: ChoiceGroup): string {
  let text = texts.get(choice);
  if (text === undefined) {
    const own = folded(`${choice.label} ${choice.value} ${choice.hint ?? ''} ${group.label ?? ''}`);
    text = `${own} ${synonymsOf(own)}`;
    texts.set(choice, text);
  }
  return text;
}

/** Returns the choices that contain every word of a search. A plural finds its singular. */
export function searchChoices(groups: readonly ChoiceGroup[], search: string): ChoiceGroup[] {
  const words = wordsOf(search).map((word) => (word.length > 2 ? word.replace(/s$/, '') : word));
  return groups.flatMap((group) => {
    const choices = group.choices.filter((choice) => {
      const text = textOf(choice, group);
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
