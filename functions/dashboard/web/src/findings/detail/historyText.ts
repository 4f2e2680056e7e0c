import type { Event, Resolution } from '../../api/types';
import { userLabel } from '../../api/users';
import { ANSWER_LABELS, RESOLUTIONS, SEVERITY_LABELS } from '../labels';

const labelIn = (labels: Record<string, string>, name: string | undefined) => (name !== undefined && Object.hasOwn(labels, name) ? (labels[name] ?? name) : (name ?? ''));

const RESOLUTION_LABELS: Record<string, string> = Object.fromEntries((Object.keys(RESOLUTIONS) as Resolution[]).map((name) => [name, RESOLUTIONS[name].label]));

function assignedText({ assigned_to: to, unassigned, note_changed: note }: Event['metadata']): string {
  if (to !== undefined) return `Assigned to ${userLabel(to)}`;
  if (unassigned !== undefined) return 'Unassigned';
  return note === undefined ? 'Assigned' : 'Note changed';
}

/** Returns a step in the history of a finding. `null` for a step of a newer version of the service. */
export function stepText({ type, metadata }: Pick<Event, 'type' | 'metadata'>): string | null {
  const severity = labelIn(SEVERITY_LABELS, metadata.severity).toLowerCase();
  switch (type) {
    case 'monitor.finding.opened':
      return severity === '' ? 'Found' : `Found: ${severity}`;
    case 'monitor.finding.raised':
      return severity === '' ? 'Severity raised' : `Raised to ${severity}`;
    case 'monitor.finding.assigned':
      return assignedText(metadata);
    case 'monitor.finding.answered':
      return `Answer: ${labelIn(ANSWER_LABELS, metadata.answer).toLowerCase()}`;
    case 'monitor.finding.closed':
      return `Closed: ${labelIn(RESOLUTION_LABELS, metadata.resolution).toLowerCase()}`;
    case 'monitor.finding.reopened':
      return 'Reopened';
    default:
      return null;
  }
}
