import type { FindingDetails } from '../../api/types';
import type { Values } from '../../view/filters';
import { exactRange, type ExactRange } from '../../view/range';
import { subjectFilters } from '../findingEvents';

/** Filters and the exact times of events. */
export type EvidenceView = Partial<Values> & { range: ExactRange; order: 'asc' };

/** The API's maximum for each filter. */
const MAX_TYPES = 50;

/**
 * Returns the view of all events of the subject from the first to the last event of the evidence. `null` without
 * evidence.
 */
export function evidenceView(finding: Pick<FindingDetails, 'evidence' | 'key' | 'user' | 'rule'>): EvidenceView | null {
  const { evidence, user } = finding;
  const times = evidence.map(({ occurred_at }) => Date.parse(occurred_at));
  if (times.length === 0) return null;
  const subject = user ? { user: [user.id] } : (subjectFilters(finding) ?? {});
  // Without a person or an address, the types keep what has nothing to do with it out.
  const types = [...new Set(evidence.map(({ type }) => type))];
  const isBroad = Object.keys(subject).length === 0 && types.length <= MAX_TYPES;
  return { ...subject, ...(isBroad && { type: types }), range: exactRange(Math.min(...times), Math.max(...times) + 1), order: 'asc' };
}
