import { useLocalStorage } from '@mantine/hooks';
import type { FacetName } from '../../api/types';
import { FACET_TITLES } from './facets';

const isName = (name: string): name is FacetName => Object.hasOwn(FACET_TITLES, name);

/** Returns whether the panel beside the rows is open, and a function that changes it. This browser remembers it. */
export function useFacetsOpen(): [boolean, (isOpen: boolean) => void] {
  const [isOpen, setIsOpen] = useLocalStorage<boolean>({
    key: 'activity-monitor.facets',
    defaultValue: true,
    getInitialValueInEffect: false,
    serialize: (isOpen) => (isOpen ? 'open' : 'closed'),
    deserialize: (text) => text !== 'closed',
  });
  return [isOpen, setIsOpen];
}

const FOLDED: readonly FacetName[] = ['isp', 'ip', 'device', 'source'];

/** Returns the facets whose values are folded, and a function that folds or unfolds one. */
export function useFoldedFacets(): [readonly FacetName[], (name: FacetName) => void] {
  const [folded, setFolded] = useLocalStorage<readonly FacetName[]>({
    key: 'activity-monitor.folded-facets',
    defaultValue: FOLDED,
    getInitialValueInEffect: false,
    serialize: (names) => names.join(' '),
    deserialize: (text) => (text === undefined ? FOLDED : text.split(' ').filter(isName)),
  });
  const toggle = (name: FacetName) => {
    setFolded(folded.includes(name) ? folded.filter((one) => one !== name) : [...folded, name]);
  };
  return [folded, toggle];
}
