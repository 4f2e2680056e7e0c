import { useMemo, useState } from 'react';
import type { Question, Whose } from '../api/events';
import { arrivedByBack } from '../view/arrival';
import { boundsOf, type Range } from '../view/range';
import type { View } from '../view/view';

/**
 * What the view asks for. "Now" is the moment of the last refresh or change of range, so that rows and
 * counts that are asked for one after the other are of the same span.
 */
export function useQuestion(whose: Whose, view: View): { question: Question; refresh: () => void } {
  const range = JSON.stringify(view.range);
  const [refreshes, setRefreshes] = useState(0);
  // The clock is read once for each of them, and what is asked for stays the same in between.
  const { at } = useMemo(() => lookAt(`${whose} ${range}`, refreshes), [whose, range, refreshes]);
  const { users, types, sources, outcomes, ip } = view;
  const question = useMemo(
    (): Question => ({
      whose,
      filters: { users, types, sources, outcomes, ip },
      bounds: boundsOf(JSON.parse(range) as Range, at),
      askedAt: at,
    }),
    [whose, users, types, sources, outcomes, ip, range, at],
  );
  return {
    question,
    refresh: () => {
      moments.clear();
      setRefreshes(refreshes + 1);
    },
  };
}

const moments = new Map<string, number>();

/**
 * Returns the moment of a look, which is another for each range and refresh. The way back leads to the
 * moment of the look before, whose rows are still there.
 */
function lookAt(range: string, refreshes: number): { refreshes: number; at: number } {
  const before = moments.get(range);
  const at = before !== undefined && arrivedByBack() ? before : Date.now();
  moments.set(range, at);
  return { refreshes, at };
}
