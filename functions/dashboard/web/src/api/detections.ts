import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { api } from './client';
import { unwrap, unwrapEmpty } from './problem';
import type { Backtest, DetectionSettingsRequest, MuteRequest, RuleId, RuleRequest } from './types';

const KEY = 'detections';
const SETTINGS = 'detection-settings';
const MUTES = 'mutes';

/** Time between two reads of the rules, whose answer also says how far the detector is, in milliseconds. */
const INTERVAL = 60_000;

/** Time between two reads of a back-test that runs, in milliseconds. */
const POLL_MILLIS = 1000;

const MERGE_PATCH = { 'Content-Type': 'application/merge-patch+json' };

/** Loads the rules with their numbers, and how far the detector has looked. */
export function useDetections() {
  return useQuery({
    queryKey: [KEY],
    queryFn: async ({ signal }) => unwrap(await api.GET('/v1/detections', { signal })),
    staleTime: 0,
    refetchInterval: INTERVAL,
  });
}

/** Changes a rule. */
export function useUpdateRule(rule: RuleId) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: async (body: RuleRequest) =>
      unwrap(await api.PATCH('/v1/detections/{rule}', { params: { path: { rule } }, body, headers: MERGE_PATCH })),
    onSettled: () => client.invalidateQueries({ queryKey: [KEY] }),
  });
}

/** Returns `true` if a back-test is waiting or running. */
export function isOpenBacktest({ state }: Pick<Backtest, 'state'>): boolean {
  return state === 'queued' || state === 'running';
}

/** Starts a back-test. */
export function useCreateBacktest(rule: RuleId) {
  return useMutation({
    mutationFn: async (body: { from: string; to: string; parameters: Record<string, number> }) =>
      unwrap(await api.POST('/v1/detections/{rule}/backtests', { params: { path: { rule } }, body })),
  });
}

/** Loads a back-test, and again until it is done. */
export function useBacktest(id: string | null) {
  return useQuery({
    queryKey: ['backtest', id],
    enabled: id !== null,
    queryFn: async ({ signal }) => unwrap(await api.GET('/v1/backtests/{id}', { params: { path: { id: id ?? '' } }, signal })),
    refetchInterval: ({ state }) => (state.data && isOpenBacktest(state.data) ? POLL_MILLIS : false),
  });
}

/** Loads the mutes, newest first. */
export function useMutes() {
  return useQuery({
    queryKey: [MUTES],
    queryFn: async ({ signal }) => unwrap(await api.GET('/v1/mutes', { signal })).mutes,
    staleTime: 0,
  });
}

/** Loads what a mute would have hidden. The response of a preview is not a mute. */
export function useMutePreview({ rule, subject }: Pick<MuteRequest, 'rule' | 'subject'>) {
  return useQuery({
    queryKey: ['mute-preview', rule, subject],
    queryFn: async ({ signal }) => {
      const body = { rule, subject, preview: true } as MuteRequest;
      const answer = unwrap(await api.POST('/v1/mutes', { body, signal }));
      if (!('count' in answer)) throw new Error('The service did not answer with a preview.');
      return answer;
    },
    staleTime: 0,
  });
}

/** Mutes a rule for a subject. */
export function useCreateMute() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: async (body: MuteRequest) => unwrap(await api.POST('/v1/mutes', { body })),
    onSuccess: () => client.invalidateQueries({ queryKey: [MUTES] }),
  });
}

/** Ends a mute. */
export function useDeleteMute() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: async (id: string) => {
      unwrapEmpty(await api.DELETE('/v1/mutes/{id}', { params: { path: { id } } }));
    },
    onSuccess: () => client.invalidateQueries({ queryKey: [MUTES] }),
  });
}

/** Loads the surroundings that explain findings: own networks and service accounts. */
export function useDetectionSettings() {
  return useQuery({
    queryKey: [SETTINGS],
    queryFn: async ({ signal }) => unwrap(await api.GET('/v1/detection-settings', { signal })),
    staleTime: 0,
  });
}

/** Changes the surroundings that explain findings. */
export function useUpdateDetectionSettings() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: async (body: DetectionSettingsRequest) =>
      unwrap(await api.PATCH('/v1/detection-settings', { body, headers: MERGE_PATCH })),
    onSettled: () => client.invalidateQueries({ queryKey: [SETTINGS] }),
  });
}
