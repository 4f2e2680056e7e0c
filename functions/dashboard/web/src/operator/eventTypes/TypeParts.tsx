import { Badge, Button } from '@mantine/core';
import type { EventType } from '../../api/types';
import { formatDay, formatTime } from '../../time/format';
import { showBidi } from '../../ui/bidi';
import { UntrustedText } from '../../ui/UntrustedText';
import { classText } from './classes';
import styles from './eventTypes.module.css';
import type { OnOpen } from './open';

type Props = { type: EventType };

export function TypeName({ type: { id, label, description } }: Props) {
  return (
    <>
      <div className={styles.label}>
        <UntrustedText text={label} />
      </div>
      <code>{id}</code>
      <div className={styles.muted}>
        <UntrustedText text={description} />
      </div>
    </>
  );
}

export function TypeClass({ type }: Props) {
  const name = classText(type.class);
  return (
    <>
      {name && <div title={name.text}>{name.label}</div>}
      <code className={styles.muted}>{type.class}</code>
    </>
  );
}

export function TypeState({ type: { deprecated_at: deprecated, built_in: isBuiltIn, registered_at: registered } }: Props) {
  if (deprecated != null) {
    return (
      <>
        <Badge variant="default" size="sm">
          Deprecated
        </Badge>
        <div className={styles.muted}>{formatTime(deprecated, 'UTC')}</div>
      </>
    );
  }
  if (isBuiltIn) return 'Built in';
  return (
    <>
      Registered
      {registered != null && <div className={styles.muted}>{formatTime(registered, 'UTC')}</div>}
    </>
  );
}

export function LastEvent({ type: { last_event_at: last } }: Props) {
  return last == null ? <span className={styles.muted}>None yet</span> : formatDay(last, 'UTC');
}

/** The buttons of a type. Built-in types can't be changed. */
export function TypeActions({ type, onOpen }: Props & { onOpen: OnOpen }) {
  if (type.built_in) return null;
  const verb = type.deprecated_at == null ? 'Deprecate' : 'Reinstate';
  return (
    <div className={styles.actions}>
      <Button
        variant="default"
        size="compact-xs"
        aria-label={`Edit ${showBidi(type.label)}`}
        onClick={() => { onOpen({ kind: 'type', source: type.source, type }); }}
      >
        Edit
      </Button>
      <Button
        variant="default"
        size="compact-xs"
        aria-label={`${verb} ${showBidi(type.label)}`}
        onClick={() => { onOpen({ kind: 'deprecate', type }); }}
      >
        {verb}
      </Button>
    </div>
  );
}
