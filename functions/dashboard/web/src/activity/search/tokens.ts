import type { Catalog } from '../../api/catalog';
import type { FilterName } from '../../api/types';
import { typeChoices, typedType } from '../../view/choices';
import { allCountries, isCountryCode } from '../../view/countries';
import type { Facet } from '../../view/filters';
import { FILTER_NAMES, FILTERS } from '../../view/filterTable';
import { isIpText } from '../../view/ipText';
import { OUTCOME_LABELS } from '../../view/labels';
import { folded } from './folded';

/** A part of a typed search, such as `-country:CH`. Without a name, any filter can be meant. */
export type Token = { by: FilterName | null; text: string; isExcluded: boolean; isQuoted: boolean };

const NAMES: Record<string, FilterName> = {
  ...Object.fromEntries(FILTER_NAMES.map((name) => [name, name])),
  ...Object.fromEntries(FILTER_NAMES.map((name) => [FILTERS[name].label.toLowerCase(), name])),
  people: 'user',
  who: 'user',
  email: 'user',
  address: 'ip',
  vault: 'target',
};

const WORDS = Object.keys(NAMES).join('|');
// A name with a colon, with or without a sign that excludes.
const START = new RegExp(`(?:^|\\s)(-|not\\s+)?(${WORDS}):`, 'gi');
const NOT = /^(?:-|not\s+)(?=\S)/i;

/** Splits a search into tokens. A value ends at the next name, or at its closing quote. */
export function tokensOf(search: string): Token[] {
  const tokens: Token[] = [];
  const starts = [...search.matchAll(START)];
  const push = (by: FilterName | null, text: string, isExcluded: boolean) => {
    const quoted = /^\s*"([^"]*)"?\s*([\s\S]*)$/.exec(text);
    const [value, rest] = quoted ? [quoted[1] ?? '', quoted[2] ?? ''] : [text.trim(), ''];
    if (value !== '' || by) tokens.push({ by, text: value, isExcluded, isQuoted: quoted !== null });
    if (rest !== '') pushPlain(rest);
  };
  const pushPlain = (text: string) => {
    const trimmed = text.trim();
    if (trimmed === '') return;
    const isExcluded = NOT.test(trimmed);
    push(null, trimmed.replace(NOT, ''), isExcluded);
  };
  pushPlain(search.slice(0, starts[0]?.index ?? search.length));
  for (const [index, start] of starts.entries()) {
    const [all, not, name = ''] = start;
    const end = starts[index + 1]?.index ?? search.length;
    push(NAMES[name.toLowerCase()] ?? null, search.slice(start.index + all.length, end), not !== undefined);
  }
  return tokens;
}

/** A token as a filter, or why it is none. */
export type Resolved = { facet: Facet } | { error: string };

/** Returns the filter that a token means. Without a name: an address, an email, or a text of the event. */
export function resolveToken({ by, text, isExcluded, isQuoted }: Token, catalog: Catalog | undefined): Resolved {
  const name = by ?? nameFor(text);
  const value = text === '' ? null : valueOf(name, text, isQuoted, catalog);
  if (value === null) return { error: text === '' ? `Type a value after “${FILTERS[name].label}:”.` : errorFor(name, text) };
  return { facet: { by: name, value, ...(isExcluded && { isExcluded: true }) } as Facet };
}

function nameFor(text: string): FilterName {
  if (isIpText(text)) return 'ip';
  return isEmail(text) ? 'user' : 'text';
}

const isEmail = (text: string) => /^[^\s@]+@[^\s@]+$/.test(text);

const OUTCOME_WORDS: Record<string, string> = { failed: 'failure', succeeded: 'success', ok: 'success', attempted: 'attempt' };

function valueOf(name: FilterName, text: string, isQuoted: boolean, catalog: Catalog | undefined): string | null {
  const same = (label: string) => folded(label) === folded(text);
  switch (name) {
    case 'user':
      // Names are not unique, so the list has them.
      return /\s/.test(text) ? null : text;
    case 'type': {
      const found = typeChoices(catalog).flatMap(({ choices }) => choices).find(({ value, label }) => value === text || same(label));
      return found?.value ?? typedType(text)?.value ?? null;
    }
    case 'source':
      return catalog?.sources.find(({ id, label }) => id === text || same(label))?.id ?? null;
    case 'outcome': {
      const word = folded(text);
      return Object.keys(OUTCOME_LABELS).find((outcome) => outcome === (OUTCOME_WORDS[word] ?? word)) ?? null;
    }
    case 'country':
      return isCountryCode(text.toUpperCase()) ? text.toUpperCase() : (allCountries().find(({ name }) => same(name))?.code ?? null);
    case 'ip':
      return isIpText(text) ? text : null;
    case 'device':
      return isQuoted || text.endsWith('*') ? text : `${text}*`;
    default:
      return text;
  }
}

function errorFor(name: FilterName, text: string): string {
  switch (name) {
    case 'user':
      return 'Select a person from the list, or type an email or ID.';
    case 'ip':
      return `“${text}” is not an address. Example: 203.0.113.7 or 2001:db8::/32.`;
    default:
      return `There is no ${FILTERS[name].label} “${text}”. Select one from the list.`;
  }
}
