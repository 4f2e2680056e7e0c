import { durationText } from './periods';

/** The newest event of a source. `searchedAll` if there is none before what was searched. */
export type NewestEvent = { occurredAt: string | null; searchedAll: boolean };

const DAY = 86_400_000;

/** Returns when a source last sent an event. Silence can have many reasons, so it is never called a fault. */
export function arrivalText({ occurredAt, searchedAll }: NewestEvent, now: number): string {
  if (occurredAt === null) return searchedAll ? 'No event is kept' : 'None among the events that were searched';
  const age = Math.max(0, now - Date.parse(occurredAt));
  return age < DAY ? `${durationText(age)} ago` : `Quiet for ${durationText(age)}`;
}
