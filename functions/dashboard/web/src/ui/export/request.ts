import type { EventQuery } from '../../api/events';
import type { ExportColumn, ExportFormat, ExportRequest } from '../../api/types';
import { filterParameters } from '../../view/filters';
import { columnsFor } from './columns';

export type Choices = {
  format: ExportFormat;
  /** An IANA name. */
  zone: string;
  columns: readonly ExportColumn[];
  withDetails: boolean;
};

/** Returns `true` if a format has columns. */
export function hasColumns(format: ExportFormat): boolean {
  return format.startsWith('csv');
}

/** Returns a request to export the events of a query. `userId` is the user of a query of own events. */
export function exportRequest({ scope, filters, bounds }: EventQuery, userId: string, choices: Choices): ExportRequest {
  const { format, zone, withDetails } = choices;
  const isOwn = scope === 'own';
  return {
    filters: { ...filterParameters(filters, isOwn), ...(isOwn && { user: [userId] }), ...bounds },
    format,
    ...(hasColumns(format) && {
      time_zone: zone,
      columns: columnsFor(zone, withDetails).filter((name) => choices.columns.includes(name)),
    }),
  };
}
