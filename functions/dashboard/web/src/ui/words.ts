import { plural } from '../time/format';

/** Formats a number of people: `1 person`, `78 people`. */
export function peopleText(count: number): string {
  return plural(count, 'person', 'people');
}

/** Begins a text with a capital. */
export function capitalized(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
