import type { Outcome, Plan, Severity } from '../api/types';

export const OUTCOME_LABELS: Record<Outcome, string> = {
  success: 'Success',
  failure: 'Failure',
  attempt: 'Attempt',
  blocked: 'Blocked',
};

/** The severities of findings, the most serious first. */
export const SEVERITIES = ['critical', 'high', 'medium', 'low', 'info'] as const satisfies readonly Severity[];

export const SEVERITY_LABELS: Record<Severity, string> = {
  critical: 'Critical',
  high: 'High',
  medium: 'Medium',
  low: 'Low',
  info: 'Info',
};

export const PLAN_LABELS: Record<Plan, string> = {
  business_suite: 'Business Suite',
  professional: 'Professional',
  essentials: 'Essentials',
  free: 'Free',
};

// Complete and in order, because the table above must name every outcome.
export const OUTCOMES = Object.keys(OUTCOME_LABELS) as Outcome[];
