import type { Question } from '../api/events';
import type { ExportFormat, ExportRequest } from '../api/types';
import { columnsFor, type Column } from './columns';

export type Choices = {
  format: ExportFormat;
  /** An IANA name. */
  zone: string;
  columns: readonly Column[];
  withDetails: boolean;
};

/** Tells whether a format has columns. */
export function isTable(format: ExportFormat): boolean {
  return format.startsWith('csv');
}

/** Returns the order of an export of what is being looked at; `self` is who looks at their own events. */
export function orderOf({ whose, filters, bounds }: Question, self: string, choices: Choices): ExportRequest {
  const { types, sources, outcomes, ip } = filters;
  const users = whose === 'own' ? [self] : filters.users;
  const { format, zone, withDetails } = choices;
  const columns = columnsFor(zone, withDetails)
    .map(({ name }) => name)
    .filter((name) => choices.columns.includes(name));
  return {
    filters: {
      ...(users.length > 0 && { user: [...users] }),
      ...(types.length > 0 && { type: [...types] }),
      ...(sources.length > 0 && { source: [...sources] }),
      ...(outcomes.length > 0 && { outcome: [...outcomes] }),
      ...(ip !== null && { ip }),
      ...bounds,
    },
    format,
    ...(isTable(format) && { time_zone: zone, columns }),
  };
}
