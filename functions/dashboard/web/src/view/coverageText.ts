import type { Period, Plan } from '../api/types';
import { PLAN_LABELS } from './labels';

type Change = Period['changes'][number];

const SWITCHES: Record<string, [on: string, off: string]> = {
  activity_monitor: ['turned the monitor on', 'turned the monitor off'],
  show_details: ['showed details', 'hid details'],
  collect_details: ['started collecting details', 'stopped collecting details'],
};

const STATUSES: Record<string, string | undefined> = {
  on: 'On',
  without_details: 'On, without details',
  imported: 'Imported: events from before the monitor was first turned on',
};

/** Returns a change as text. */
export function changeText({ setting, from, to }: Change): string {
  const texts = SWITCHES[setting];
  if (texts) return to === 'true' ? texts[0] : texts[1];
  if (setting === 'retention_days') return `changed the retention from ${from} to ${to} days`;
  if (setting === 'plan') return `changed the plan from ${PLAN_LABELS[from as Plan]} to ${PLAN_LABELS[to as Plan]}`;
  return `changed ${setting} from ${from} to ${to}`;
}

/** Returns the status of a period as text. */
export function statusText({ status, reason }: Period): string {
  const text = STATUSES[status];
  if (text !== undefined) return text;
  return reason === 'plan' ? 'Off: not included in the plan' : 'Off';
}
