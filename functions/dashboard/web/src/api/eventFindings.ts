import { useQuery, useQueryClient, type QueryClient } from '@tanstack/react-query';
import { api } from './client';
import { unwrap } from './problem';
import type { Event, Finding, FindingDetails } from './types';

const DAY = 86_400_000;
/** How long before an event the first hit of its finding can be. */
const LONGEST = 7 * DAY;
/** The API's maximum page size. */
const MAX_PAGE = 100;
/** Maximum findings at the same time about the same subject whose evidence is read. */
const MAX_READ = 5;
const STALE_MILLIS = 60_000;

/** Loads the findings that have an event as evidence, of all owners, admins and auditors. */
export function useEventFindings(event: Event) {
  const client = useQueryClient();
  return useQuery({
    queryKey: ['event-findings', event.source, event.id],
    queryFn: async () => {
      const near = await findingsNear(client, Date.parse(event.occurred_at));
      const details = await Promise.all(near.filter((finding) => mayInclude(finding, event)).slice(0, MAX_READ).map(({ id }) => findingOf(client, id)));
      return details.filter(({ evidence }) => evidence.some(({ id, source }) => id === event.id && source === event.source));
    },
    staleTime: STALE_MILLIS,
  });
}

/** Returns the findings around the day of an event. Events of the same day share the request. */
function findingsNear(client: QueryClient, time: number): Promise<Finding[]> {
  const day = Math.floor(time / DAY) * DAY;
  return client.query({
    queryKey: ['event-findings', 'near', day],
    queryFn: async ({ signal }) => {
      // Evidence can be a little earlier than the first hit.
      const query = { from: timeOf(day - LONGEST), to: timeOf(day + 2 * DAY), limit: MAX_PAGE };
      return unwrap(await api.GET('/v1/findings', { params: { query }, signal })).findings;
    },
    staleTime: STALE_MILLIS,
  });
}

const timeOf = (millis: number) => new Date(millis).toISOString();

function findingOf(client: QueryClient, id: string): Promise<FindingDetails> {
  return client.query({
    queryKey: ['event-findings', 'one', id],
    queryFn: async ({ signal }) => unwrap(await api.GET('/v1/findings/{id}', { params: { path: { id } }, signal })),
    staleTime: STALE_MILLIS,
  });
}

/** Returns `true` if a finding is about the time and the subject of an event. */
function mayInclude({ first_at, last_at, key }: Finding, { occurred_at, actor, client, session_id, type }: Event): boolean {
  const time = Date.parse(occurred_at);
  if (time < Date.parse(first_at) - DAY || time > Date.parse(last_at) + DAY) return false;
  const subjects: Record<string, string | null | undefined> = { person: actor.id, address: client.ip, session: session_id, type };
  // Without a value, it is about the organization, or its address is hidden.
  return key.value == null || !(key.kind in subjects) || subjects[key.kind] === key.value;
}
