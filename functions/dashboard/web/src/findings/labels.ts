import type { AnswerKind, Resolution, Severity } from '../api/types';

export { SEVERITIES, SEVERITY_LABELS } from '../view/labels';

/** What a severity means, to follow its label. */
export const SEVERITY_TEXTS: Record<Severity, string> = {
  critical: 'It succeeded, and data was taken.',
  high: 'Look at it now: it probably succeeded.',
  medium: 'Look at it today.',
  low: 'An attempt that did not succeed, or a small deviation.',
  info: 'Explained by its surroundings, for example an own network. Nobody is notified.',
};

type ResolutionText = { label: string; text: string };

/** The reasons to close a finding, in the order of the menu. */
export const RESOLUTIONS: Record<Resolution, ResolutionText> = {
  malicious: { label: 'Attack', text: 'An attack, or abuse.' },
  expected: { label: 'Expected', text: 'It happened as described, and is allowed.' },
  false_alarm: { label: 'False alarm', text: 'It is not what the rule describes.' },
  wrong_data: { label: 'Wrong data', text: 'The events themselves were wrong.' },
  test: { label: 'Test', text: 'Someone tested the monitor.' },
};

export const RESOLUTION_NAMES = Object.keys(RESOLUTIONS) as Resolution[];

/** What a person says about a finding on their own account. */
export const ANSWER_LABELS: Record<AnswerKind, string> = { mine: 'This was me', not_mine: 'This wasn’t me' };
