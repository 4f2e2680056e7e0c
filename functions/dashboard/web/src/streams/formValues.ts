import type { DestinationRequest, Severity, Stream, StreamFormat, StreamKind, StreamPatch, StreamRequest } from '../api/types';
import { add, facetsOfRequest, filterParameters, NO_FILTERS, type Filters } from '../view/filters';
import { KINDS, type DestinationField, type FieldName } from './kinds';

/** What the form of a stream has. Its texts are as typed. */
export type StreamValues = {
  name: string;
  kind: StreamKind;
  format: StreamFormat;
  filters: Filters;
  /** `null` sends findings of every severity. */
  severity: Severity | null;
  start: 'now' | 'beginning';
  destination: Partial<Record<FieldName, string>>;
};

export function newValues(kind: StreamKind): StreamValues {
  const severity = KINDS[kind].isForPeople ? 'high' : null;
  return { name: '', kind, format: 'native', filters: NO_FILTERS, severity, start: 'now', destination: {} };
}

/** Returns the values of a stream. Its secrets are empty: the API does not return them. */
export function valuesOf(stream: Stream): StreamValues {
  const { name, kind, format, minimum_severity: severity, destination } = stream;
  const texts = KINDS[kind].fields.map(({ name }) => {
    const value = (destination as DestinationRequest)[name];
    return [name, Array.isArray(value) ? value.join(', ') : (value ?? '')];
  });
  return {
    ...newValues(kind),
    name,
    format,
    filters: facetsOfRequest(stream.filters).reduce(add, NO_FILTERS),
    severity: severity ?? null,
    destination: Object.fromEntries(texts) as StreamValues['destination'],
  };
}

/** Returns `true` if a field that must have a value is empty. A secret that exists can stay empty. */
export function isIncomplete({ name, kind, destination }: StreamValues, isNew: boolean): boolean {
  const isMissing = ({ name, isOptional, isSecret }: DestinationField) =>
    !isOptional && !(isSecret && !isNew) && (destination[name] ?? '').trim() === '';
  return name.trim() === '' || KINDS[kind].fields.some(isMissing);
}

/** Returns the request that creates a stream. */
export function createRequest(values: StreamValues): StreamRequest {
  const { name, kind, format, filters, severity, start } = values;
  const destination = Object.fromEntries(
    KINDS[kind].fields.map((field) => [field.name, valueOf(field, values)] as const).filter(([, value]) => value !== null),
  ) as DestinationRequest;
  return { name: name.trim(), kind, format, filters: filterParameters(filters, false), minimum_severity: severity, start, destination };
}

/** Returns the changes of a stream. Secrets that were not typed again do not change. */
export function changeRequest(stream: Stream, values: StreamValues): StreamPatch {
  const before = valuesOf(stream);
  const { name, format, filters, severity } = values;
  const destination = destinationChange(before, values);
  return {
    ...(name.trim() !== before.name && { name: name.trim() }),
    ...(format !== before.format && { format }),
    ...(JSON.stringify(filterParameters(filters, false)) !== JSON.stringify(filterParameters(before.filters, false)) && {
      filters: filterParameters(filters, false),
    }),
    ...(severity !== before.severity && { minimum_severity: severity }),
    ...(Object.keys(destination).length > 0 && { destination }),
  };
}

/** Returns `true` if a change needs the destination to be verified again. */
export function changesDestination(stream: Stream, values: StreamValues): boolean {
  return Object.keys(destinationChange(valuesOf(stream), values)).length > 0;
}

function destinationChange(before: StreamValues, values: StreamValues): DestinationRequest {
  const changed = KINDS[values.kind].fields.filter(({ name }) => (values.destination[name] ?? '').trim() !== (before.destination[name] ?? ''));
  return Object.fromEntries(changed.map((field) => [field.name, valueOf(field, values)]));
}

/** Returns the value of a field; `null`, which removes it, if it is empty. */
function valueOf({ name, isList }: DestinationField, { destination }: StreamValues): string | string[] | null {
  const text = (destination[name] ?? '').trim();
  if (text === '') return null;
  return isList ? text.split(',').map((part) => part.trim()).filter((part) => part !== '') : text;
}
