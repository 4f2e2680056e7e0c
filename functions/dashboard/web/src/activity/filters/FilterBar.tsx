import { Button } from '@mantine/core';
import { useMediaQuery } from '@mantine/hooks';
import { Suspense, useState, type ComponentProps } from 'react';
import { Boundary } from '../../ui/Boundary';
import { Icon } from '../../ui/Icon';
import { lazy } from '../../ui/lazy';
import { facetsOf } from '../../view/filters';
import { FilterFields } from './FilterFields';
import styles from './filters.module.css';

const FilterSheet = lazy(() => import('./FilterSheet'));

/** The filters: in a row, or behind a button on narrow screens. */
export function FilterBar(props: Omit<ComponentProps<typeof FilterFields>, 'isFullWidth'>) {
  const isNarrow = useMediaQuery('(max-width: 48em)', false, { getInitialValueInEffect: false });
  const [open, setOpen] = useState(false);
  if (!isNarrow) {
    return (
      <div className={styles.bar} role="search" aria-label="Filters">
        <FilterFields {...props} />
      </div>
    );
  }
  const count = facetsOf(props.filters).length;
  return (
    <div className={styles.bar}>
      <Button
        variant="default"
        leftSection={<Icon name="filter" size={14} />}
        onClick={() => {
          setOpen(true);
        }}
      >
        {count > 0 ? `Filters (${count})` : 'Filters'}
      </Button>
      {open && (
        <Boundary isPart>
          <Suspense>
            <FilterSheet
              {...props}
              onClose={() => {
                setOpen(false);
              }}
            />
          </Suspense>
        </Boundary>
      )}
    </div>
  );
}
