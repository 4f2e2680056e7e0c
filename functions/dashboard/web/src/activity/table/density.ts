import { useLocalStorage } from '@mantine/hooks';

/** How high rows are: one line, or two with more values. */
export type Density = 'compact' | 'comfortable';

/** Returns the density of this browser's tables, and a function that changes it. */
export function useDensity(): [Density, (density: Density) => void] {
  const [density, setDensity] = useLocalStorage<Density>({
    key: 'activity-monitor.density',
    defaultValue: 'compact',
    getInitialValueInEffect: false,
    serialize: (value) => value,
    deserialize: (text) => (text === 'comfortable' ? text : 'compact'),
  });
  return [density, setDensity];
}
