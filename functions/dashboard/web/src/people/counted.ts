import type { PeopleCoverage } from '../api/types';
import type { Range } from '../view/range';

/** Returns the time whose events are counted. */
export function countedRange({ counts_from: from, counts_to: to, counted_from: since }: PeopleCoverage): Range {
  return { kind: 'exact', from: since ?? from, to };
}
