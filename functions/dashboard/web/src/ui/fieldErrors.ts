import { ApiError } from '../api/problem';
import { showBidi } from './bidi';

type FieldErrors<Field extends string> = {
  /** The error of each field, as a sentence. */
  at: Partial<Record<Field, string>>;
  /** An error that belongs to no field. */
  other: unknown;
};

/**
 * Assigns an error of the API to the fields of a form. `pointers` has the location of each field in the
 * request: a JSON pointer, or the name of a parameter.
 */
export function fieldErrors<Field extends string>(error: unknown, pointers: Record<Field, string>): FieldErrors<Field> {
  if (!(error instanceof ApiError) || !error.errors || error.errors.length === 0) return { at: {}, other: error };
  const at: Partial<Record<Field, string>> = {};
  let rest = false;
  for (const { pointer, message } of error.errors) {
    const field = (Object.keys(pointers) as Field[]).find((name) => isWithin(pointer, pointers[name]));
    if (field) at[field] = [at[field], fieldText(message)].filter(Boolean).join(' ');
    else rest = true;
  }
  return { at, other: rest ? error : null };
}

function isWithin(pointer: string, location: string): boolean {
  return pointer === location || pointer.startsWith(`${location}/`);
}

/** The API's messages follow the name of their field: "is longer than 256 bytes". */
function fieldText(message: string): string {
  const unknown = /^has (\S+), which is not an organization$/.exec(message)?.[1];
  if (unknown !== undefined) return `There is no organization with the ID ${showBidi(unknown)}.`;
  const characters = /^has a character other than (.+)$/.exec(message)?.[1];
  if (characters !== undefined) return `Use only these characters: ${characters}`;
  // "is not a type of the catalog (GET /v1/event-types)"
  return showBidi(`This ${message.replace(/ \(GET \/v1\/[a-z-]+\)$/, '')}.`);
}
