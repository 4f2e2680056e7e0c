import type { ReactNode } from 'react';
import { showBidi } from '../../ui/bidi';
import { Icon } from '../../ui/Icon';
import { UntrustedText } from '../../ui/UntrustedText';
import styles from './table.module.css';
import type { Cell } from './values';

type Props = {
  cell: Cell;
  text: string;
  title?: string;
  className?: string | undefined;
  /** Whether a click opens the menu of the value, because it has no filter of its own. */
  opensMenu?: true;
  /** Whether Tab focuses it. In a grid, the arrow keys do. */
  isTabStop?: boolean;
  children?: ReactNode;
};

/** A value as a button, with a menu button for the mouse. The list handles their clicks and keys. */
export function Value({ cell, text, title, className, opensMenu, isTabStop = false, children }: Props) {
  return (
    <span className={`${styles.value ?? ''} ${className ?? ''}`}>
      <button
        type="button"
        className={styles.button}
        data-cell={cell}
        tabIndex={isTabStop ? 0 : -1}
        title={title ?? showBidi(text)}
        aria-haspopup={opensMenu && 'menu'}
      >
        {children ?? <UntrustedText text={text} />}
      </button>
      {!opensMenu && (
        <span className={styles.more} data-menu={cell} aria-hidden="true">
          <Icon name="more" size={14} />
        </span>
      )}
    </span>
  );
}
