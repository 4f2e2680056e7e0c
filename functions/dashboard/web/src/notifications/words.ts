import type { Notifications, Severity } from '../api/types';
import { SEVERITIES, SEVERITY_LABELS } from '../view/labels';

/** What is mailed at once: findings from a severity on, or none. */
export type Immediate = Severity | 'none';

/** The choices of what is mailed at once. Findings that are only information are never mailed. */
export const IMMEDIATE_CHOICES: { value: Immediate; label: string }[] = [
  { value: 'none', label: 'None' },
  ...SEVERITIES.filter((severity) => severity !== 'info').map((value) => ({
    value,
    label: value === 'critical' ? 'Only critical' : value === 'low' ? 'All' : `${SEVERITY_LABELS[value]} and more serious`,
  })),
];

/** Returns which mail a person gets, as a sentence. */
export function mailText({ own_account: own, findings }: Notifications): string {
  const parts = [own && 'about findings of your own account', findings?.immediate_from && immediateText(findings.immediate_from)];
  const atOnce = parts.filter(Boolean).join(', and ');
  const digest = findings?.digest ? digestText(findings.immediate_from ?? null) : null;
  if (atOnce === '' && digest === null) return 'You get no mail.';
  return [atOnce && `You get mail at once ${atOnce}.`, digest].filter(Boolean).join(' ');
}

function immediateText(from: Severity): string {
  if (from === 'low') return 'about all findings of your organization';
  const which = from === 'critical' ? 'critical findings' : `findings of your organization that are ${SEVERITY_LABELS[from].toLowerCase()} or more serious`;
  return `about ${which}${from === 'critical' ? ' of your organization' : ''}`;
}

function digestText(from: Severity | null): string | null {
  // Nothing is left for a digest.
  if (from === 'low') return null;
  return from === null ? 'A mail at 07:00 UTC lists the findings of the day.' : 'A mail at 07:00 UTC lists the other findings of the day.';
}
