import type { PeopleCoverage, Person, SecondFactorState } from '../api/types';
import { formatDay, formatTime } from '../time/format';

export const SECOND_FACTOR_LABELS: Record<SecondFactorState, string> = {
  seen: 'Seen',
  removed: 'Removed',
  never: 'Never seen in the record',
  unknown: 'Not known yet',
};

/** Returns when a person was last seen: to the second in the counted time, otherwise to the day. */
export function lastSeenText({ last_seen_at: at, last_seen_day: day }: Pick<Person, 'last_seen_at' | 'last_seen_day'>, zone: string): string {
  if (at != null) return formatTime(at, zone);
  return day == null ? 'Not known' : `About ${formatDay(day, 'UTC')}`;
}

const GAPS: Record<PeopleCoverage['incomplete'][number], (coverage: PeopleCoverage, zone: string) => string> = {
  directory: () => 'Only a part of the directory was searched. Search for a name to find others.',
  events: ({ counted_from: from }, zone) =>
    from ? `Events before ${formatTime(from, zone)} are not counted.` : 'Not all events are counted.',
  profiles: () => 'Not every profile was read: the second factor of some people is not known.',
  findings: () => 'Only the newest 1,000 findings are counted.',
};

/** Returns what the numbers do not cover, as sentences. */
export function gapTexts(coverage: PeopleCoverage, zone: string): string[] {
  return coverage.incomplete.map((gap) => GAPS[gap](coverage, zone));
}
