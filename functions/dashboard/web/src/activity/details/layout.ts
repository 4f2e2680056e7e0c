import { useMediaQuery } from '@mantine/hooks';

/** Where the details are: beside the rows, over them, or instead of them. */
export type Layout = 'docked' | 'over' | 'full';

export function useLayout(): Layout {
  const isWide = useMediaQuery('(min-width: 80em)', false, { getInitialValueInEffect: false });
  const isPhone = useMediaQuery('(max-width: 40em)', false, { getInitialValueInEffect: false });
  return isWide ? 'docked' : isPhone ? 'full' : 'over';
}
