import { formatCount } from '../time/format';

/** Returns a number of dead letters. The API counts at most 1,000. */
export function deadLettersText(count: number): string {
  return count >= 1000 ? '1,000 or more' : formatCount(count);
}
