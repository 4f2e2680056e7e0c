import { showBidi } from '../../ui/bidi';
import { Icon } from '../../ui/Icon';
import { UntrustedText } from '../../ui/UntrustedText';
import type { Cell } from './cells';
import styles from './table.module.css';

type Props = {
  cell: Cell;
  text: string;
  /** What a click does, for screen readers. */
  does: string;
  /** Whether Tab focuses this value. */
  isEntry: boolean;
  outcome?: string;
};

/** A value as a button, with a menu button. The table handles their clicks. */
export function Value({ cell, text, does, isEntry, outcome }: Props) {
  return (
    <span className={styles.value}>
      <button
        type="button"
        className={outcome ? styles.outcome : styles.button}
        data-outcome={outcome}
        data-cell={cell}
        tabIndex={isEntry ? 0 : -1}
        aria-label={`${showBidi(text)}: ${does}`}
        title={showBidi(text)}
      >
        <UntrustedText text={text} />
      </button>
      {/* Alt and arrow down on the value open the same menu. */}
      <button type="button" className={styles.more} data-menu={cell} tabIndex={-1} aria-label={`More for ${showBidi(text)}`} aria-haspopup="menu">
        <Icon name="more" size={14} />
      </button>
    </span>
  );
}
