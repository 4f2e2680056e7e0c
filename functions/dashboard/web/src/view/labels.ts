import type { Outcome, Plan } from '../api/types';

export const OUTCOME_LABELS: Record<Outcome, string> = {
  success: 'Success',
  failure: 'Failure',
  attempt: 'Attempt',
  blocked: 'Blocked',
};

export const PLAN_LABELS: Record<Plan, string> = {
  business_suite: 'Business Suite',
  professional: 'Professional',
  essentials: 'Essentials',
  free: 'Free',
};

// Complete and in order, because the table above must name every outcome.
export const OUTCOMES = Object.keys(OUTCOME_LABELS) as Outcome[];
