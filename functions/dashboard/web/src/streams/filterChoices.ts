import type { ComboboxParsedItem } from '@mantine/core';
import type { Catalog } from '../api/catalog';
import type { FilterName, User } from '../api/types';
import { showBidi } from '../ui/bidi';
import { FILTERS, parseValue } from '../view/filterTable';

/** Options in groups, as a combobox of Mantine takes them. */
type Options = { group: string; items: { value: string; label: string }[] }[];

/** Returns the values that a filter offers. */
export function optionsOf(by: FilterName, catalog: Catalog | undefined, users: readonly User[]): Options {
  const { field } = FILTERS[by];
  if (field?.kind === 'users') return users.length === 0 ? [] : [{ group: '', items: users.map(userOption) }];
  if (field?.kind !== 'choices') return [];
  return field
    .choices(catalog)
    .map(({ label = '', choices }) => ({
      group: showBidi(label),
      items: choices.map(({ value, label }) => ({ value, label: showBidi(label) })),
    }))
    .filter(({ items }) => items.length > 0);
}

function userOption({ id, name, email }: User) {
  const [first, second] = name == null ? [email ?? id, id] : [name, email ?? id];
  return { value: id, label: showBidi(first === second ? first : `${first} · ${second}`) };
}

/** Returns the options whose label, value or group has every word of a search. */
export function searchOptions(options: ComboboxParsedItem[], search: string): ComboboxParsedItem[] {
  const words = search.toLowerCase().split(/\s+/).filter(Boolean);
  const has = (text: string) => words.every((word) => text.toLowerCase().includes(word));
  return options.flatMap((option) => {
    if (!('group' in option)) return [];
    const group = typeof option.group === 'string' ? option.group : '';
    const items = option.items.filter((item) => typeof item === 'object' && has(`${item.label} ${item.value} ${group}`));
    return items.length > 0 ? [{ ...option, items }] : [];
  });
}

/** Returns a typed text as a value of a filter, or `null` if it cannot be one. */
export function typedValue(by: FilterName, text: string): string | null {
  const { field } = FILTERS[by];
  const value = parseValue(by, text);
  if (value === null) return null;
  if (field?.kind === 'text') return field.isValid(value) ? value : null;
  // A closed list and a parser have checked the value.
  if (field?.kind === 'choices' && !FILTERS[by].values && !FILTERS[by].parse) return field.typed?.(value)?.value ?? null;
  return value;
}
