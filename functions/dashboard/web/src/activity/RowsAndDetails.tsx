import type { ReactNode } from 'react';
import type { ComponentProps } from 'react';
import styles from './details/details.module.css';
import { useLayout } from './details/layout';
import { OpenDetails } from './OpenDetails';

type Props = Omit<ComponentProps<typeof OpenDetails>, 'layout'> & { children: ReactNode };

/** The rows, and beside them the details of the open event. */
export function RowsAndDetails({ children, ...details }: Props) {
  const layout = useLayout();
  return (
    <div className={styles.split}>
      <div className={styles.rows}>{children}</div>
      <OpenDetails {...details} layout={layout} />
    </div>
  );
}
