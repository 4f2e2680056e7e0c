import type { Severity } from '../api/types';
import styles from './findings.module.css';
import { SEVERITY_LABELS, SEVERITY_TEXTS } from './labels';

// Each has its own shape: red is only for failures.
const SHAPES: Record<Severity, string> = {
  critical: 'M8 1.5 14.5 8 8 14.5 1.5 8Z',
  high: 'M8 14a6 6 0 1 0 0-12 6 6 0 0 0 0 12Z',
  medium: 'M8 2.5 14.5 13.5h-13Z',
  low: 'M8 13.5a5.5 5.5 0 1 0 0-11 5.5 5.5 0 0 0 0 11Z',
  info: 'M3 8h10',
};

/** The severity of a finding: a shape and a word. */
export function SeverityMark({ severity }: { severity: Severity }) {
  return (
    <span className={styles.severity} data-severity={severity} title={SEVERITY_TEXTS[severity]}>
      <svg width="12" height="12" viewBox="0 0 16 16" aria-hidden="true" focusable="false">
        <path d={SHAPES[severity]} />
      </svg>
      {SEVERITY_LABELS[severity]}
    </span>
  );
}
