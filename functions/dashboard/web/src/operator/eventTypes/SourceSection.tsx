import { Button } from '@mantine/core';
import { useState } from 'react';
import { formatTime, plural } from '../../time/format';
import { showBidi } from '../../ui/bidi';
import { Icon } from '../../ui/Icon';
import { UntrustedText } from '../../ui/UntrustedText';
import styles from './eventTypes.module.css';
import type { SourceGroup } from './groups';
import type { OnOpen } from './open';
import { TypeTable } from './TypeTable';

const FIRST_ROWS = 50;

type Props = { group: SourceGroup; isOpen: boolean; onToggle: () => void; onOpen: OnOpen };

/** A source: a heading that opens and closes the table of its types. */
export function SourceSection({ group: { source, types, total }, isOpen, onToggle, onOpen }: Props) {
  const [isLong, setIsLong] = useState(false);
  const { id, label } = source;
  const rows = isLong ? types : types.slice(0, FIRST_ROWS);
  const count = types.length === total ? plural(total, 'event type') : `${types.length} of ${plural(total, 'event type')}`;
  return (
    <section className={styles.source} aria-labelledby={`source-${id}`}>
      <div className={styles.head}>
        <h2 id={`source-${id}`} className={styles.name}>
          <button type="button" className={styles.toggle} aria-expanded={isOpen} onClick={onToggle}>
            <Icon name={isOpen ? 'down' : 'right'} size={14} />
            <UntrustedText text={label} />
          </button>
        </h2>
        <code>{id}</code>
        <span className={styles.muted}>
          {source.built_in ? 'Built in' : source.registered_at ? `Registered ${formatTime(source.registered_at, 'UTC')}` : 'Registered'} · {count}
        </span>
        {!source.built_in && (
          <div className={styles.actions}>
            <Button variant="default" size="compact-xs" aria-label={`Edit ${showBidi(label)}`} onClick={() => { onOpen({ kind: 'source', source }); }}>
              Edit
            </Button>
            <Button
              variant="default"
              size="compact-xs"
              aria-label={`Register event type of ${showBidi(label)}`}
              onClick={() => { onOpen({ kind: 'type', source: id, type: null }); }}
            >
              Register event type
            </Button>
          </div>
        )}
      </div>
      {isOpen && total === 0 && <p className={styles.muted}>No event types yet. Products can’t send events of this source until one is registered.</p>}
      {isOpen && types.length > 0 && (
        <TypeTable label={`Event types of ${showBidi(label)}`} types={rows} onOpen={onOpen} />
      )}
      {isOpen && rows.length < types.length && (
        <div>
          <Button variant="default" onClick={() => { setIsLong(true); }}>
            Show all {types.length}
          </Button>
        </div>
      )}
    </section>
  );
}
