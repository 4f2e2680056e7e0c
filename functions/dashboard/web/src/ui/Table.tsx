import type { ReactNode } from 'react';
import styles from './table.module.css';

type Props = {
  label: string;
  columns: readonly string[];
  /** The name of the last column, if it holds a button. */
  action?: string;
  children: ReactNode;
};

/** A table that scrolls sideways, also with the keyboard. */
export function Table({ label, columns, action, children }: Props) {
  return (
    <div className={styles.scroll} role="region" aria-label={label} tabIndex={0}>
      <table className={styles.table}>
        <thead>
          <tr>
            {columns.map((column) => (
              <th key={column} scope="col">
                {column}
              </th>
            ))}
            {action !== undefined && (
              <th scope="col">
                <span className="visually-hidden">{action}</span>
              </th>
            )}
          </tr>
        </thead>
        <tbody>{children}</tbody>
      </table>
    </div>
  );
}
