import type { Backtest, ClosedFindings, Evaluable, FindingCounts } from '../../api/types';
import { SEVERITIES, SEVERITY_LABELS } from '../labels';
import { listed } from '../words';
import { formatBetween, plural } from '../../time/format';

const DAY = 86_400_000;

/** Returns the number of findings that people see. Those that are only information are apart. */
export function shownCount(counts: FindingCounts): number {
  return counts.low + counts.medium + counts.high + counts.critical;
}

/** Returns the findings by severity: `1 high, 2 medium`. */
export function severityText(counts: FindingCounts): string {
  const some = SEVERITIES.filter((severity) => severity !== 'info' && counts[severity] > 0);
  return some.map((severity) => `${counts[severity]} ${SEVERITY_LABELS[severity].toLowerCase()}`).join(', ');
}

/** Returns how often people would get a message. */
export function messagesText(perWeek: number): string {
  if (perWeek === 0) return 'no messages';
  if (perWeek >= 0.75) return `about ${plural(Math.round(perWeek), 'message')} a week`;
  return `about one message in ${plural(Math.round(1 / perWeek), 'week')}`;
}

/** Returns what a back-test found, as one sentence. */
export function backtestText({ findings, messages_per_week: messages, from, to }: Backtest): string {
  if (!findings) return '';
  const shown = shownCount(findings);
  const by = shown > 0 ? ` (${severityText(findings)})` : '';
  const days = Math.round((Date.parse(to) - Date.parse(from)) / DAY);
  const rest = findings.info > 0 ? ` ${findings.info} more would be only information.` : '';
  return `Would have opened ${plural(shown, 'finding')}${by}, ${messagesText(messages ?? 0)}, in your last ${plural(days, 'day')}.${rest}`;
}

const REASONS: Record<Evaluable['gaps'][number]['reason'], string> = {
  details_not_collected: 'IP addresses and places were not collected',
  monitor_off: 'the monitor was off',
  no_plan: 'the plan did not include the monitor',
};

const MAX_GAPS = 3;

/** Returns when a rule could not see everything in the last 30 days, and why. `null` if it could. */
export function evaluableText({ state, gaps }: Evaluable, zone: string): string | null {
  if (state === 'yes') return null;
  const texts = gaps.slice(0, MAX_GAPS).map(({ from, to, reason }) => `${REASONS[reason]} ${formatBetween(Date.parse(from), to == null ? Infinity : Date.parse(to), zone)}`);
  const more = gaps.length - texts.length;
  const why = listed(more > 0 ? [...texts, plural(more, 'more gap')] : texts);
  return `Could not see ${state === 'no' ? 'anything' : 'everything'} in the last 30 days: ${why}.`;
}

/** Returns how often the rule was right, from the reasons with which its findings were closed. */
export function precisionText(closed: ClosedFindings): string {
  const answers = closed.malicious + closed.false_alarm;
  const others = closed.expected + closed.wrong_data + closed.test;
  if (answers === 0) return others > 0 ? `${plural(others, 'finding')} closed, none as an attack or a false alarm` : '';
  const rest = others > 0 ? `, ${others} closed for another reason` : '';
  return `${closed.malicious} of ${plural(answers, 'closed finding')} ${closed.malicious === 1 ? 'was an attack' : 'were attacks'}${rest}`;
}

/** Returns the step of a slider with at most about 200 positions. */
export function stepOf(min: number, max: number): number {
  return [1, 5, 10, 50, 100, 500].find((step) => step >= (max - min) / 200) ?? 1000;
}
