import { Icon } from '../../ui/Icon';
import { marked } from '../../ui/marked';
import { Outside } from '../../ui/Outside';
import type { Stop } from './stops';
import styles from './table.module.css';

type Props = {
  stop: Stop;
  text: string;
  /** What a click does, for who cannot see what is around. */
  does: string;
  /** Whether the keyboard enters the table here. */
  isEntry: boolean;
  outcome?: string;
};

/** A value that is a button, with a small menu beside it. The table listens for all of them. */
export function Value({ stop, text, does, isEntry, outcome }: Props) {
  return (
    <span className={styles.value}>
      <button
        type="button"
        className={outcome ? styles.outcome : styles.button}
        data-outcome={outcome}
        data-stop={stop}
        tabIndex={isEntry ? 0 : -1}
        aria-label={`${marked(text)}: ${does}`}
        title={marked(text)}
      >
        <Outside text={text} />
      </button>
      {/* With the keyboard, Alt and the down arrow open the same menu. */}
      <button type="button" className={styles.more} data-menu={stop} tabIndex={-1} aria-label={`More for ${marked(text)}`} aria-haspopup="menu">
        <Icon name="more" size={14} />
      </button>
    </span>
  );
}
