import type { Outcome, Source } from '../../api/types';

/** What people call the sources. */
export const SOURCE_NAMES: Record<Source, string> = {
  pass: 'Pass',
  account: 'Account',
  vpn: 'VPN',
  organization: 'Organization',
  monitor: 'Activity monitor',
};

/** What people call the outcomes. */
export const OUTCOME_NAMES: Record<Outcome, string> = {
  success: 'Success',
  failure: 'Failure',
  attempt: 'Attempt',
  blocked: 'Blocked',
};

/** Returns the name of a recorded source: its id where this version has no name for it. */
export function sourceName(source: string): string {
  return Object.entries(SOURCE_NAMES).find(([id]) => id === source)?.[1] ?? source;
}
