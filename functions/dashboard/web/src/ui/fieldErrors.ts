import { ApiError } from '../api/problem';
import { marked } from './marked';

export type FieldErrors<Field extends string> = {
  /** What is wrong with each field, as a sentence. */
  at: Partial<Record<Field, string>>;
  /** What belongs to no field of the form. */
  other: unknown;
};

/**
 * Splits an error of the API into the fields of a form. `pointers` names the place of each field in the
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

function isWithin(pointer: string, place: string): boolean {
  return pointer === place || pointer.startsWith(`${place}/`);
}

/** The API's messages continue the name of their field: "is longer than 256 bytes". */
function fieldText(message: string): string {
  const unknown = /^has (\S+), which is not an organi[sz]ation$/.exec(message)?.[1];
  if (unknown !== undefined) return `There is no organization with the ID ${marked(unknown)}.`;
  const characters = /^has a character other than (.+)$/.exec(message)?.[1];
  if (characters !== undefined) return `Use only these characters: ${characters}`;
  return marked(`This ${message}.`);
}
