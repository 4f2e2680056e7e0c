import { Button } from '@mantine/core';
import { useMediaQuery } from '@mantine/hooks';
import { Suspense, useState } from 'react';
import type { EventQuery } from '../../api/events';
import { Boundary } from '../../ui/Boundary';
import { Icon } from '../../ui/Icon';
import { lazy } from '../../ui/lazy';
import { facetsOf, type Filters } from '../../view/filters';
import { FilterFields } from './FilterFields';
import styles from './filters.module.css';
import type { Refused } from './refused';

const FilterSheet = lazy(() => import('./FilterSheet'));
const SearchBox = lazy(() => import('../search/SearchBox'));

type Props = { query: EventQuery; refused: Refused | null; withDetails: boolean; onChange: (filters: Filters) => void };

/** The search box, and the filters with few values: in a row, or behind a button on narrow screens. */
export function FilterBar({ query, refused, withDetails, onChange }: Props) {
  const { scope, filters } = query;
  const isNarrow = useMediaQuery('(max-width: 48em)', false, { getInitialValueInEffect: false });
  const [open, setOpen] = useState(false);
  const fields = { scope, filters, withDetails, onChange };
  const count = facetsOf(filters).length;
  return (
    <div className={styles.bar} role="search" aria-label="Filters">
      <Boundary isPart>
        <Suspense fallback={<div className={styles.loading} />}>
          <SearchBox {...{ query, refused, withDetails, onChange }} />
        </Suspense>
      </Boundary>
      {isNarrow ? (
        <Button variant="default" leftSection={<Icon name="filter" size={14} />} onClick={() => { setOpen(true); }}>
          {count > 0 ? `Filters (${count})` : 'Filters'}
        </Button>
      ) : (
        <FilterFields {...fields} />
      )}
      {isNarrow && open && (
        <Boundary isPart>
          <Suspense>
            <FilterSheet {...fields} onClose={() => { setOpen(false); }} />
          </Suspense>
        </Boundary>
      )}
    </div>
  );
}
