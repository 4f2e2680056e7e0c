import type { Outcome, Plan, Source } from '../api/types';

export const SOURCE_LABELS: Record<Source, string> = {
  pass: 'Pass',
  account: 'Account',
  vpn: 'VPN',
  organization: 'Organization',
  monitor: 'Activity monitor',
};

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

// Complete and in order, because each table above must name every value of its type.
export const SOURCES = Object.keys(SOURCE_LABELS) as Source[];
export const OUTCOMES = Object.keys(OUTCOME_LABELS) as Outcome[];

/** Returns the label of a source, or its ID if this version has no label for it. */
export function sourceLabel(source: string): string {
  return Object.entries(SOURCE_LABELS).find(([id]) => id === source)?.[1] ?? source;
}
