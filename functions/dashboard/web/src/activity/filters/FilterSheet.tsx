import { Button, Drawer } from '@mantine/core';
import type { ComponentProps } from 'react';
import { useReturnFocus } from '../../ui/focus';
import { FilterFields } from './FilterFields';
import styles from './filters.module.css';

type Props = ComponentProps<typeof FilterFields> & { onClose: () => void };

/** The filters in a bottom sheet, for narrow screens. */
export default function FilterSheet({ onClose, ...fields }: Props) {
  useReturnFocus();
  return (
    <Drawer opened returnFocus={false} onClose={onClose} position="bottom" size="auto" title="Filters" closeButtonProps={{ 'aria-label': 'Close' }}>
      <div className={styles.sheet}>
        <FilterFields {...fields} isFullWidth />
        <Button onClick={onClose}>Show events</Button>
      </div>
    </Drawer>
  );
}
