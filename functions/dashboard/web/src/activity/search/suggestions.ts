import type { Catalog } from '../../api/catalog';
import type { FilterName, Summary, User } from '../../api/types';
import { labelChoices, sourceChoices, typeChoices, type Choice, type ChoiceGroup } from '../../view/choices';
import { allCountries } from '../../view/countries';
import type { Facet } from '../../view/filters';
import { FILTERS } from '../../view/filterTable';
import { isIpText } from '../../view/ipText';
import { OUTCOME_LABELS } from '../../view/labels';
import { searchChoices } from '../filters/searchChoices';
import { hasWords, wordsOf } from './folded';
import type { Token } from './tokens';

/** A filter that the search offers, or the start of one to type on. */
export type Suggestion = { key: string; label: string; hint?: string } & ({ facet: Facet } | { text: string });
export type SuggestionGroup = { title: string; suggestions: Suggestion[]; note?: string };

/** What the service found for a search. `undefined` while it searches, `null` if that failed. */
export type Found = {
  users: readonly User[] | null | undefined;
  /** The items and devices of events that have the text. */
  values: Summary | null | undefined;
  networks: Summary | null | undefined;
};

const FEW = 5;

const TITLES: Record<FilterName, string> = {
  user: 'People',
  target: 'Items',
  country: 'Countries',
  ip: 'Addresses',
  type: 'Events',
  outcome: 'Outcomes',
  source: 'Sources',
  device: 'Devices',
  isp: 'Networks',
  session: 'Sessions',
  text: 'Text',
};

// The order of the list.
export const SEARCHED = Object.keys(TITLES) as FilterName[];

const EXAMPLES: Partial<Record<FilterName, string>> = {
  user: 'a name or email',
  target: 'an item or vault, such as item:"Customer database"',
  country: 'a country, such as country:CH',
  ip: 'an address or CIDR range',
  type: 'what happened, such as event:sign-in',
  device: 'a device, such as device:Firefox',
  isp: 'an internet provider',
  text: 'any text of an event',
};

/** Returns what can be searched for, while nothing is typed. */
export function starts(names: readonly FilterName[]): SuggestionGroup[] {
  const suggestions = names.flatMap((name): Suggestion[] => {
    const hint = EXAMPLES[name];
    return hint ? [{ key: `start ${name}`, label: `${FILTERS[name].label.toLowerCase()}:`, hint, text: `${FILTERS[name].label.toLowerCase()}:` }] : [];
  });
  return [{ title: 'Search by', suggestions, note: 'A minus in front excludes: -country:CH' }];
}

/** Returns the filters that a token can mean, in groups. */
export function suggestionsFor(token: Token, names: readonly FilterName[], catalog: Catalog | undefined, found: Found): SuggestionGroup[] {
  const wanted = token.by ? [token.by] : names;
  return SEARCHED.filter((name) => wanted.includes(name)).flatMap((name) => {
    const { choices, note } = choicesOf(name, token, catalog, found);
    const suggestions = choices.slice(0, token.by ? 3 * FEW : FEW).map((choice) => suggestionOf(name, choice, token.isExcluded));
    if (suggestions.length === 0 && note === undefined) return [];
    return [{ title: TITLES[name], suggestions, ...(note !== undefined && { note }) }];
  });
}

function suggestionOf(by: FilterName, { value, label, hint }: Choice, isExcluded: boolean): Suggestion {
  const facet = { by, value, ...(isExcluded && { isExcluded: true }) } as Facet;
  return { key: `${by} ${value}`, label, ...(hint !== undefined && { hint }), facet };
}

type Choices = { choices: Choice[]; note?: string };

function choicesOf(name: FilterName, token: Token, catalog: Catalog | undefined, found: Found): Choices {
  const { text } = token;
  const words = wordsOf(text);
  const flat = (groups: readonly ChoiceGroup[]) => ({ choices: searchChoices(groups, text).flatMap(({ choices }) => choices) });
  switch (name) {
    case 'user':
      return loading(found.users, (users) => users.map(({ id, name, email }) => ({ value: id, label: name ?? email ?? id, ...(name && { hint: email ?? id }) })));
    case 'target':
    case 'device':
      return loading(found.values, (summary) => [...facetChoices(summary, name, words), ...(token.by && text !== '' ? [partChoice(name, text)] : [])]);
    case 'isp':
      return loading(found.networks, (summary) => [...facetChoices(summary, name, words), ...(token.by && text !== '' ? [partChoice(name, text)] : [])]);
    case 'country':
      return {
        choices: allCountries()
          .filter(({ code, name }) => text.toUpperCase() === code || hasWords(name, words))
          .map(({ code, name }) => ({ value: code, label: name, hint: code })),
      };
    case 'ip':
      return { choices: addressChoices(text) };
    case 'type':
      return flat(typeChoices(catalog));
    case 'outcome':
      return flat(labelChoices(OUTCOME_LABELS));
    case 'source':
      return flat(sourceChoices(catalog));
    case 'session':
      return { choices: token.by && text !== '' ? [{ value: text, label: text }] : [] };
    case 'text':
      return { choices: text === '' ? [] : [{ value: text, label: `Text contains “${text}”` }] };
  }
}

function loading<T>(found: T | null | undefined, choices: (found: T) => Choice[]): Choices {
  if (found === undefined) return { choices: [], note: 'Searching…' };
  if (found === null) return { choices: [], note: 'Search failed' };
  return { choices: choices(found) };
}

function facetChoices(summary: Summary, name: 'target' | 'device' | 'isp', words: readonly string[]): Choice[] {
  const values = summary.facets?.[name]?.values ?? [];
  // The other items of the events that have the text are no suggestions.
  return values.filter(({ value, label }) => hasWords(`${label} ${value}`, words)).map(({ value, label, type }) => ({ value, label, ...(type && type !== 'item' && { hint: type }) }));
}

function partChoice(name: 'target' | 'device' | 'isp', text: string): Choice {
  if (name === 'target') return { value: text, label: `Name contains “${text}”` };
  return { value: `${text.replace(/\*$/, '')}*`, label: `Begins with “${text}”` };
}

/** Returns the address of a text, or the ranges that a part of an address begins. */
function addressChoices(text: string): Choice[] {
  if (isIpText(text)) return [{ value: text, label: text, hint: text.includes('/') ? 'range' : 'address' }];
  const parts = text.replace(/\.$/, '').split('.');
  if (parts.length < 2 || parts.length > 3) return [];
  const range = `${[...parts, '0', '0'].slice(0, 4).join('.')}/${parts.length * 8}`;
  return isIpText(range) ? [{ value: range, label: range, hint: 'range' }] : [];
}
