import { sourceLabel, typeLabel, type Catalog } from '../api/catalog';
import type { FilterName, FilterParameters, FilterValues } from '../api/types';
import { userLabel } from '../api/users';
import { labelChoices, sourceChoices, typeChoices, typedType, type Choice, type ChoiceGroup } from './choices';
import { isIpText } from './ipText';
import { OUTCOME_LABELS, OUTCOMES } from './labels';

/** The control that sets a filter. */
type Field =
  | { kind: 'users' }
  | ChoiceField
  | TextField;

type ChoiceField = {
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
  /** Shown before a value: `user: Ada L.`. */
  label: string;
  valueLabel: (value: FilterValues[Name], catalog: Catalog | undefined) => string;
  /** Every value, in order, or `null` if this version does not know every value. */
  values: readonly FilterValues[Name][] | null;
  /** Every value that the catalog has. Only values of this list or of `values` can be excluded. */
  catalogValues?: (catalog: Catalog) => readonly FilterValues[Name][];
  /** Whether the API accepts several values. */
  isRepeatable: NonNullable<FilterParameters[Name]> extends readonly unknown[] ? true : false;
  field: Field;
  /** Whether the filter is missing from a user's own events. */
  isOrganizationOnly?: true;
  /** Whether the filter reads details, which an organization can hide. */
  needsDetails?: true;
};

/** All filters, in the order of the filter bar and the chips. The URL, the API requests and the exports follow this table. */
export const FILTERS: { readonly [Name in FilterName]: Filter<Name> } = {
  user: {
    label: 'user',
    valueLabel: userLabel,
    values: null,
    isRepeatable: true,
    field: { kind: 'users' },
    isOrganizationOnly: true,
  },
  type: {
    label: 'event',
    valueLabel: (type, catalog) => typeLabel(catalog, type),
    values: null,
    isRepeatable: true,
    field: { kind: 'choices', label: 'Event', choices: typeChoices, isFromCatalog: true, isSearchable: true, typed: typedType },
  },
  source: {
    label: 'source',
    valueLabel: (source, catalog) => sourceLabel(catalog, source),
    values: null,
    catalogValues: ({ sources }) => sources.map(({ id }) => id),
    isRepeatable: true,
    field: { kind: 'choices', label: 'Source', choices: sourceChoices, isFromCatalog: true, isSearchable: true },
  },
  outcome: {
    label: 'outcome',
    valueLabel: (outcome) => OUTCOME_LABELS[outcome],
    values: OUTCOMES,
    isRepeatable: true,
    field: { kind: 'choices', label: 'Outcome', choices: () => labelChoices(OUTCOME_LABELS) },
  },
  ip: {
    label: 'IP',
    valueLabel: (ip) => ip,
    values: null,
    isRepeatable: false,
    field: {
      kind: 'text',
      label: 'IP address or CIDR',
      placeholder: 'IP or CIDR',
      example: '203.0.113.7 or 2001:db8::/32',
      isValid: isIpText,
    },
    needsDetails: true,
  },
};

export const FILTER_NAMES = Object.keys(FILTERS) as FilterName[];

/** The selected values of each filter. */
export type Filters = { readonly [Name in FilterName]: readonly FilterValues[Name][] };

/** One value of one filter. */
export type Facet<Name extends FilterName = FilterName> = { [N in Name]: { by: N; value: FilterValues[N] } }[Name];

function filtersFrom(values: (name: FilterName) => readonly string[]): Filters {
  return Object.fromEntries(FILTER_NAMES.map((name) => [name, values(name)])) as Filters;
}

export const NO_FILTERS = filtersFrom(() => []);

/** Returns the filters of a view, without the rest of it. */
export function filtersOf(view: Filters): Filters {
  return filtersFrom((name) => view[name]);
}

/** Reads the filters from the query of a URL. Omits values that are invalid. */
export function readFilters(query: URLSearchParams): Filters {
  return filtersFrom((name) => {
    const { isRepeatable } = FILTERS[name];
    const values: readonly string[] | null = FILTERS[name].values;
    const texts = query.getAll(name);
    if (values) return values.filter((value) => texts.includes(value));
    if (isRepeatable) return [...new Set(texts.filter((text) => text.trim() !== ''))];
    return texts.slice(0, 1).map((text) => text.trim()).filter((text) => text !== '');
  });
}

/** Returns the parameters of the API for these filters. */
export function filterParameters(filters: Filters, isOwn: boolean): FilterParameters {
  const names = FILTER_NAMES.filter((name) => filters[name].length > 0 && !(isOwn && FILTERS[name].isOrganizationOnly));
  return Object.fromEntries(names.map((name) => [name, FILTERS[name].isRepeatable ? filters[name] : filters[name][0]]));
}

/** Returns a value as a facet, or `null` for a value that only a newer version of the service knows. */
export function facetFrom(by: FilterName, value: string): Facet | null {
  const values: readonly string[] | null = FILTERS[by].values;
  return !values || values.includes(value) ? ({ by, value } as Facet) : null;
}

/** Returns the selected values, in the order of their chips. Accepts filters as the API returns them. */
export function facetsOf(filters: { [Name in FilterName]?: Filters[Name] | FilterValues[Name] | null }): Facet[] {
  return FILTER_NAMES.flatMap((by) => [filters[by] ?? []].flat().map((value) => ({ by, value }) as Facet));
}

export function isFiltered(filters: Filters): boolean {
  return facetsOf(filters).length > 0;
}

/** Returns the label of a facet's value. */
export function valueLabel<Name extends FilterName>({ by, value }: Facet<Name>, catalog: Catalog | undefined): string {
  return FILTERS[by].valueLabel(value, catalog);
}

function withValues(filters: Filters, name: FilterName, values: readonly string[]): Filters {
  return { ...filters, [name]: values };
}

/** Adds a value to its filter. */
export function include(filters: Filters, { by, value }: Facet): Filters {
  const { isRepeatable } = FILTERS[by];
  const values: readonly string[] | null = FILTERS[by].values;
  const selected: readonly string[] = filters[by];
  if (!isRepeatable) return withValues(filters, by, [value]);
  if (values) return withValues(filters, by, values.filter((one) => one === value || selected.includes(one)));
  return withValues(filters, by, [...new Set([...selected, value])]);
}

/** Replaces the values of one filter. The other filters stay. */
export function only(filters: Filters, { by, value }: Facet): Filters {
  return withValues(filters, by, [value]);
}

// The API's maximum for each filter.
const MAX_VALUES = 50;

/** Selects every other value. Returns `null` if the filter has no list of values, or if none or too many would remain. */
export function exclude(filters: Filters, { by, value }: Facet, catalog: Catalog | undefined): Filters | null {
  const { values, catalogValues } = FILTERS[by];
  const listed: readonly string[] | null = values ?? (catalog && catalogValues?.(catalog)) ?? null;
  if (!listed) return null;
  const selected: readonly string[] = filters[by].length > 0 ? filters[by] : listed;
  const rest = selected.filter((one) => one !== value);
  return rest.length > 0 && rest.length <= MAX_VALUES ? withValues(filters, by, rest) : null;
}

/** Removes a value from its filter. */
export function drop(filters: Filters, { by, value }: Facet): Filters {
  return withValues(filters, by, filters[by].filter((one) => one !== value));
}
