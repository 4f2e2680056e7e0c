import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { filterParameters, NO_FILTERS, type Filters } from '../view/filters';
import type { BucketChoice } from '../view/view';
import { rememberLabel } from '../view/valueLabels';
import { api } from './client';
import type { Scope } from './events';
import { unwrap } from './problem';
import type { FacetName, Summary } from './types';

/** Selects events to count. */
export type SummaryQuery = {
  scope: Scope;
  filters?: Partial<Filters>;
  from?: string;
  to?: string;
  /** IANA name of the zone of the buckets. */
  zone: string;
  bucket?: BucketChoice;
  facets?: readonly FacetName[];
  /** Whether to count the time before, too. */
  compare?: boolean;
};

// A page can ask for many summaries, and each reads many events. Other requests must not wait for all of them.
const MAX_RUNNING = 3;
let running = 0;
const waiting: (() => void)[] = [];

/** Runs a request as soon as few enough others run. */
async function inTurn<T>(request: () => Promise<T>): Promise<T> {
  if (running >= MAX_RUNNING) await new Promise<void>((resolve) => waiting.push(resolve));
  running += 1;
  try {
    return await request();
  } finally {
    running -= 1;
    waiting.shift()?.();
  }
}

/** Counts events over time and by their values. Keeps the counts while newer ones load. */
export function useSummary(query: SummaryQuery, enabled = true) {
  return useQuery({
    queryKey: ['summary', query],
    enabled,
    queryFn: ({ signal }) => inTurn(() => loadSummary(query, signal)),
    placeholderData: keepPreviousData,
  });
}

/** Counts events in one request. Remembers the names of their values. */
export async function loadSummary({ scope, filters, from, to, zone, bucket = 'auto', facets = [], compare = false }: SummaryQuery, signal: AbortSignal): Promise<Summary> {
  const query = {
    ...filterParameters({ ...NO_FILTERS, ...filters }, scope === 'own'),
    ...(from !== undefined && { from }),
    ...(to !== undefined && { to }),
    time_zone: zone,
    bucket,
    // In one parameter, separated by commas.
    ...(facets.length > 0 && { facets: [facets.join(',')] as FacetName[] }),
    ...(compare && { compare: 'previous' as const }),
  };
  const params = { query };
  const response = scope === 'own' ? await api.GET('/v1/me/events/summary', { params, signal }) : await api.GET('/v1/events/summary', { params, signal });
  const summary = unwrap(response);
  for (const by of ['user', 'target', 'isp'] as const) {
    for (const { value, label } of summary.facets?.[by]?.values ?? []) if (label !== value) rememberLabel(by, value, label);
  }
  return summary;
}
