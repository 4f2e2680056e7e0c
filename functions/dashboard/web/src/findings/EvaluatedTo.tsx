import { useDetections } from '../api/detections';
import type { Detections } from '../api/types';
import { formatTime, plural } from '../time/format';
import styles from './findings.module.css';

/** Segments that a detector may be behind before it is said: one arrives every few seconds. */
const BEHIND = 3;

/** Returns how many parts of the record a detector has not looked at yet. */
export function segmentsBehind({ evaluated_segment: done, feed_segment: newest }: Detections): number {
  return newest == null ? 0 : Math.max(0, newest - (done ?? 0));
}

/** Returns up to when the detector has looked. */
export function evaluatedText(detections: Detections, zone: string): string {
  const { evaluated_to: to, feed_segment: newest } = detections;
  if (newest == null) return 'No events to evaluate yet';
  if (to == null) return 'Not evaluated yet';
  return `Evaluated up to ${formatTime(to, zone)}${segmentsBehind(detections) === 0 ? ', the newest event' : ''}`;
}

/** Up to when events have been evaluated. No finding means nothing after that time. */
export function EvaluatedTo({ zone }: { zone: string }) {
  const { data, error } = useDetections();
  if (!data) return <span className={styles.muted}>{error ? 'How far events are evaluated couldn’t be loaded' : ' '}</span>;
  const behind = segmentsBehind(data);
  return (
    <span className={behind > BEHIND ? styles.behind : styles.muted} role="status">
      {evaluatedText(data, zone)}
      {behind > BEHIND && `: ${plural(behind, 'batch', 'batches')} of newer events wait`}
    </span>
  );
}
