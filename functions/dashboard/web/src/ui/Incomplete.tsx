import type { Summary } from '../api/types';
import { countedText } from './note';
import { NoteText } from './NoteText';

/** How far a count got, if it is not complete. */
export function Incomplete({ summary }: { summary: Pick<Summary, 'complete' | 'counted_from' | 'time_zone'> }) {
  if (summary.complete) return null;
  return <NoteText note={{ text: countedText(summary, summary.time_zone), isPartial: true }} />;
}
