import { useDebouncedValue } from '@mantine/hooks';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useCatalog } from '../../api/catalog';
import type { EventQuery } from '../../api/events';
import { loadSummary } from '../../api/summary';
import type { FacetName, FilterName } from '../../api/types';
import { rememberUsers, useUserSearch } from '../../api/users';
import type { Filters } from '../../view/filters';
import { starts, suggestionsFor, type SuggestionGroup } from './suggestions';
import { tokensOf } from './tokens';

const WAIT_MILLIS = 200;
// A shorter text is part of too many names.
const MIN_LENGTH = 2;

/** Returns what a search can mean, as the list of the search box shows it. */
export function useSuggestions(search: string, names: readonly FilterName[], query: EventQuery, isOpen: boolean): SuggestionGroup[] {
  const { data: catalog } = useCatalog();
  const [settled] = useDebouncedValue(search, WAIT_MILLIS);
  const token = tokensOf(settled)[0];
  const isSingle = tokensOf(search).length === 1 && token !== undefined;
  const { by, text } = token ?? { by: null, text: '' };
  const wants = (name: FilterName) => isOpen && isSingle && names.includes(name) && (by === null ? text.length >= MIN_LENGTH : by === name);
  const users = useUserSearch(text, wants('user'));
  // The text of an event includes its items and its device.
  const part: Partial<Filters> = text === '' ? {} : by === 'target' ? { target: [text] } : by === 'device' ? { device: [`${text}*`] } : { text: [text] };
  const facets: FacetName[] = by === null ? ['target', 'device'] : by === 'target' || by === 'device' ? [by] : [];
  const values = useFacetSearch(query, part, facets, wants('target') || wants('device'));
  const networks = useFacetSearch(query, text === '' ? {} : { isp: [`${text}*`] }, ['isp'], wants('isp'));
  if (search.trim() === '') return starts(names);
  if (!isSingle) return [];
  if (users.data) rememberUsers(users.data);
  const isWaiting = settled !== search;
  const state = <T>(result: { data: T | undefined; error: unknown; isPlaceholderData: boolean }, isWanted: boolean): T | null | undefined => {
    if (isWaiting || (isWanted && result.isPlaceholderData)) return undefined;
    return result.error ? null : result.data;
  };
  const current = tokensOf(search)[0] ?? token;
  const isShort = current.by === null && current.text.length < MIN_LENGTH;
  const offered = isShort ? names.filter((name) => !['user', 'target', 'device', 'isp'].includes(name)) : names;
  return suggestionsFor(current, offered, catalog, {
    users: state(users, wants('user')),
    values: state(values, wants('target') || wants('device')),
    networks: state(networks, wants('isp')),
  });
}

/** Counts the values of facets in the time of a query, among the events that match `part` and the other filters. */
function useFacetSearch({ scope, filters, bounds }: EventQuery, part: Partial<Filters>, facets: readonly FacetName[], enabled: boolean) {
  const [name] = Object.keys(part) as FilterName[];
  const narrowed = { ...filters, ...part, ...(part.text && { text: [...filters.text, ...part.text] }), ...(name && { not: { ...filters.not, [name]: [] } }) };
  return useQuery({
    queryKey: ['facet-search', scope, narrowed, bounds, facets],
    enabled,
    queryFn: ({ signal }) => loadSummary({ scope, filters: narrowed, ...bounds, zone: 'UTC', facets }, signal),
    placeholderData: keepPreviousData,
  });
}
