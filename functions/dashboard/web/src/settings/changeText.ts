import type { Period, Plan } from '../api/types';
import { PLAN_LABELS } from '../view/labels';

type Change = Period['changes'][number];

const SWITCHES: Record<string, [on: string, off: string]> = {
  activity_monitor: ['turned the monitor on', 'turned the monitor off'],
  show_details: ['showed details', 'hid details'],
  collect_details: ['turned the collection of details on', 'turned the collection of details off'],
};

const STATUSES: Record<string, string | undefined> = {
  on: 'On',
  without_details: 'On, without details',
  imported: 'Imported: sent in later, before the monitor was first turned on',
};

/** Says what was changed. */
export function changeText({ setting, from, to }: Change): string {
  const texts = SWITCHES[setting];
  if (texts) return to === 'true' ? texts[0] : texts[1];
  if (setting === 'retention_days') return `changed the retention from ${from} to ${to} days`;
  if (setting === 'plan') return `changed the plan from ${PLAN_LABELS[from as Plan]} to ${PLAN_LABELS[to as Plan]}`;
  return `changed ${setting} from ${from} to ${to}`;
}

/** Says what was collected in a period. */
export function statusText({ status, reason }: Period): string {
  const text = STATUSES[status];
  if (text !== undefined) return text;
  return reason === 'plan' ? 'Off: not in the plan' : 'Off';
}
