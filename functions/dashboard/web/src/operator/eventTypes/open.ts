import type { EventType, Source } from '../../api/types';

/** An open dialog of the page. `null` stands for a new entry. */
export type Open =
  | { kind: 'source'; source: Source | null }
  | { kind: 'type'; source: string | null; type: EventType | null }
  | { kind: 'deprecate'; type: EventType };

export type OnOpen = (open: Open) => void;
