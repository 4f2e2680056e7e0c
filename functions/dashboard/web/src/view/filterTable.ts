import { sourceLabel, type Catalog } from '../api/catalog';
import type { FilterName, FilterValues } from '../api/types';
import { countryChoices, labelChoices, sourceChoices, typeChoices, typedType, typeValueLabel, type Choice, type ChoiceGroup } from './choices';
import { countryName, isCountryCode } from './countries';
import { isIpText } from './ipText';
import { OUTCOME_LABELS, OUTCOMES } from './labels';
import { rememberedLabel } from './valueLabels';

/** The control that sets a filter in a form. The filter bar has those with choices, and its search box has all filters. */
export type Field = { kind: 'users' } | ChoiceField | TextField;

export type ChoiceField = {
  kind: 'choices';
  label: string;
  choices: (catalog: Catalog | undefined) => ChoiceGroup[];
  /** Whether the choices are from the catalog, which loads and can fail. */
  isFromCatalog?: true;
  isSearchable?: true;
  /** Returns a choice for a text that matches no other. */
  typed?: (search: string) => Choice | null;
};

export type TextField = {
  kind: 'text';
  label: string;
  placeholder: string;
  /** A valid value. */
  example: string;
  isValid: (text: string) => boolean;
};

type Filter<Name extends FilterName> = {
  /** Shown before a value: `person: Ada L.`. */
  label: string;
  valueLabel: (value: FilterValues[Name], catalog: Catalog | undefined) => string;
  /** Every value, in order, or `null` if this version does not know every value. */
  values: readonly FilterValues[Name][] | null;
  /** Returns the value of a text in a URL, or `null` if it is invalid. Without it, any text is valid. */
  parse?: (text: string) => FilterValues[Name] | null;
  field?: Field;
  /** Whether the filter is missing from a user's own events. */
  isOrganizationOnly?: true;
  /** Whether the filter reads details, which an organization can hide. */
  needsDetails?: true;
};

/**
 * All filters, in the order of the chips and facets. The URL, the API requests and the exports follow this table. The
 * label is also how the search box names the filter.
 */
export const FILTERS: { readonly [Name in FilterName]: Filter<Name> } = {
  user: {
    label: 'person',
    valueLabel: (user) => rememberedLabel('user', user) ?? user,
    values: null,
    field: { kind: 'users' },
    isOrganizationOnly: true,
  },
  type: {
    label: 'event',
    valueLabel: typeValueLabel,
    values: null,
    field: { kind: 'choices', label: 'Event', choices: typeChoices, isFromCatalog: true, isSearchable: true, typed: typedType },
  },
  outcome: {
    label: 'outcome',
    valueLabel: (outcome) => OUTCOME_LABELS[outcome],
    values: OUTCOMES,
    field: { kind: 'choices', label: 'Outcome', choices: () => labelChoices(OUTCOME_LABELS) },
  },
  country: {
    label: 'country',
    valueLabel: countryName,
    values: null,
    parse: (text) => (isCountryCode(text.toUpperCase()) ? text.toUpperCase() : null),
    field: { kind: 'choices', label: 'Country', choices: countryChoices, isSearchable: true },
    needsDetails: true,
  },
  isp: {
    label: 'network',
    valueLabel: (isp) => rememberedLabel('isp', isp) ?? isp,
    values: null,
    needsDetails: true,
  },
  ip: {
    label: 'IP',
    valueLabel: (ip) => ip,
    values: null,
    field: {
      kind: 'text',
      label: 'IP address or CIDR',
      placeholder: 'IP or CIDR',
      example: '203.0.113.7 or 2001:db8::/32',
      isValid: isIpText,
    },
    needsDetails: true,
  },
  target: {
    label: 'item',
    valueLabel: (target) => rememberedLabel('target', target) ?? target,
    values: null,
  },
  device: { label: 'device', valueLabel: (device) => device, values: null },
  source: {
    label: 'source',
    valueLabel: (source, catalog) => sourceLabel(catalog, source),
    values: null,
    field: { kind: 'choices', label: 'Source', choices: sourceChoices, isFromCatalog: true, isSearchable: true },
  },
  session: { label: 'session', valueLabel: (session) => session, values: null },
  text: { label: 'text', valueLabel: (text) => `“${text}”`, values: null },
};

export const FILTER_NAMES = Object.keys(FILTERS) as FilterName[];

/** Returns the value of a text, or `null` if a filter does not accept it. */
export function parseValue(by: FilterName, text: string): string | null {
  const { values, parse }: { values: readonly string[] | null; parse?: (text: string) => string | null } = FILTERS[by];
  const trimmed = text.trim();
  if (trimmed === '') return null;
  if (values) return values.includes(trimmed) ? trimmed : null;
  return parse ? parse(trimmed) : trimmed;
}
