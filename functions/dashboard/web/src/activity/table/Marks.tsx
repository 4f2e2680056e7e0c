import type { ReactNode } from 'react';
import type { EventType } from '../../api/types';
import { monitoringChange } from './marks';
import styles from './table.module.css';
import { outcomeLabel } from './values';

const SHAPES: Record<string, ReactNode> = {
  failure: <circle cx="8" cy="8" r="4.25" fill="currentColor" stroke="none" />,
  blocked: <path d="M8 13.25A5.25 5.25 0 1 0 8 2.75a5.25 5.25 0 0 0 0 10.5ZM4.3 11.7l7.4-7.4" />,
  monitoring: <path d="M8 3 14 13H2Z" fill="currentColor" stroke="none" />,
};
// Attempts, and outcomes that only a newer version knows.
const OTHER = <circle cx="8" cy="8" r="3.75" />;

function Shape({ name }: { name: string }) {
  return (
    <svg width="16" height="16" viewBox="0 0 16 16" fill="none" stroke="currentColor" strokeWidth="1.7" aria-hidden="true" focusable="false">
      {SHAPES[name] ?? OTHER}
    </svg>
  );
}

/** The outcome of an event as a shape. Success is not shown. */
export function OutcomeMark({ outcome, withText = false }: { outcome: string; withText?: boolean }) {
  if (outcome === 'success') return withText ? outcomeLabel(outcome) : null;
  return (
    <span className={styles.mark} data-mark={outcome}>
      <Shape name={outcome} />
      <span className={withText ? undefined : 'visually-hidden'}>{outcomeLabel(outcome)}</span>
    </span>
  );
}

/** Marks an event that changes what the monitor records. */
export function MonitoringMark({ type }: { type: EventType | undefined }) {
  const change = monitoringChange(type);
  if (!change) return null;
  const text = change === 'weakened' ? 'Monitoring weakened' : 'Monitoring strengthened';
  return (
    <span className={styles.mark} data-mark={`monitoring-${change}`} title={text}>
      <Shape name="monitoring" />
      <span className="visually-hidden">{text}</span>
    </span>
  );
}
