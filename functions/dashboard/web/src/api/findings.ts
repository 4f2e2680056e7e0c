import { useInfiniteQuery, useMutation, useQuery, useQueryClient, type QueryClient } from '@tanstack/react-query';
import { api } from './client';
import { BY_CURSOR, cursorParameter } from './paging';
import { ApiError, unwrap } from './problem';
import type { AnswerKind, FindingPatch, FindingState, RuleId, Severity } from './types';
import { rememberUsers } from './users';

const KEY = 'findings';
const MINE = 'my-findings';

/** Time between two reads of the number of open findings, in milliseconds. None while the tab is hidden. */
const INTERVAL = 60_000;

/** The API's maximum page size. */
const MAX_PAGE = 100;

/** Selects findings. What is absent does not matter. */
export type FindingQuery = {
  state?: FindingState;
  severity?: Severity[];
  rule?: RuleId[];
  user?: string;
  muted?: boolean;
  mute?: string;
  from?: string;
  to?: string;
};

/** Loads findings, newest first, page by page. Keeps them while newer ones load. */
export function useFindings(query: FindingQuery) {
  return useInfiniteQuery({
    ...BY_CURSOR,
    queryKey: [KEY, 'list', query],
    queryFn: async ({ pageParam, signal }) => {
      const page = unwrap(await api.GET('/v1/findings', { params: { query: { ...query, ...cursorParameter(pageParam) } }, signal }));
      rememberUsers(page.findings.flatMap(({ user }) => user ?? []));
      return page;
    },
    staleTime: 0,
    refetchInterval: INTERVAL,
  });
}

/** The number of open findings. `isMore` if there are more than were counted. */
export type OpenCount = { total: number; bySeverity: Partial<Record<Severity, number>>; isMore: boolean };

/** Loads the number of open findings, and again every minute. */
export function useOpenCount() {
  return useQuery({
    queryKey: [KEY, 'open'],
    queryFn: async ({ signal }): Promise<OpenCount> => {
      const { findings, next_cursor: next } = unwrap(
        await api.GET('/v1/findings', { params: { query: { state: 'open', limit: MAX_PAGE } }, signal }),
      );
      const bySeverity: OpenCount['bySeverity'] = {};
      for (const { severity } of findings) bySeverity[severity] = (bySeverity[severity] ?? 0) + 1;
      return { total: findings.length, bySeverity, isMore: next != null };
    },
    staleTime: 0,
    refetchInterval: INTERVAL,
  });
}

/** Loads one finding with its evidence and surroundings. */
export function useFinding(id: string) {
  return useQuery({
    queryKey: [KEY, 'one', id],
    queryFn: async ({ signal }) => {
      const finding = unwrap(await api.GET('/v1/findings/{id}', { params: { path: { id } }, signal }));
      rememberUsers([finding, ...finding.neighbors].flatMap(({ user }) => user ?? []));
      rememberUsers(finding.evidence.map(({ actor }) => actor));
      return finding;
    },
    staleTime: 0,
  });
}

/** Assigns, closes or opens a finding. After a conflict, the newest state is loaded. */
export function useUpdateFinding() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: async ({ id, patch }: { id: string; patch: FindingPatch }) =>
      unwrap(
        await api.PATCH('/v1/findings/{id}', {
          params: { path: { id } },
          body: patch,
          headers: { 'Content-Type': 'application/merge-patch+json' },
        }),
      ),
    onSuccess: () => invalidate(client),
    onError: async (error) => {
      if (error instanceof ApiError && error.status === 409) await invalidate(client);
    },
  });
}

/** Evaluates the rule of a finding again. */
export function useVerifyFinding(id: string) {
  return useMutation({
    mutationFn: async () => unwrap(await api.POST('/v1/findings/{id}/verify', { params: { path: { id } } })),
  });
}

/** Loads the findings about the user’s own account, newest first, page by page. */
export function useMyFindings(enabled = true) {
  return useInfiniteQuery({
    ...BY_CURSOR,
    queryKey: [MINE],
    enabled,
    queryFn: async ({ pageParam, signal }) =>
      unwrap(await api.GET('/v1/me/findings', { params: { query: cursorParameter(pageParam) }, signal })),
    staleTime: 0,
  });
}

/** Answers whether the user did what a finding is about. */
export function useAnswerFinding(id: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: async (body: { answer: AnswerKind; note?: string }) =>
      unwrap(await api.POST('/v1/me/findings/{id}/answer', { params: { path: { id } }, body })),
    onSuccess: () => invalidate(client),
  });
}

/** Loads all findings again, and the events that record the changes. */
async function invalidate(client: QueryClient): Promise<void> {
  await Promise.all([
    client.invalidateQueries({ queryKey: [KEY] }),
    client.invalidateQueries({ queryKey: [MINE] }),
    client.invalidateQueries({ queryKey: ['detections'] }),
  ]);
}
