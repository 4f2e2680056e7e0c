import { formatCount } from '../time/format';

/** Formats a count with its unit: `1 person`, `78 people`. */
export function counted(count: number, one: string, several = `${one}s`): string {
  return `${formatCount(count)} ${count === 1 ? one : several}`;
}

/** Formats a number of people: `1 person`, `78 people`. */
export function peopleText(count: number): string {
  return counted(count, 'person', 'people');
}

/** Begins a text with a capital. */
export function capitalized(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
