import { notifications } from '@mantine/notifications';
import { useUpdateFinding } from '../api/findings';
import { ApiError } from '../api/problem';
import type { Finding, FindingPatch } from '../api/types';
import { errorText } from '../ui/ErrorState';

/** Returns what to tell about a change that failed. After a conflict, the page shows the newest state. */
export function changeErrorText(error: unknown): string {
  if (error instanceof ApiError && error.status === 409) return 'Someone else changed this finding at the same time. It is up to date now: try again.';
  return errorText(error);
}

/** Returns a function that changes a finding and tells if that fails. */
export function useChangeFinding(id: string) {
  const update = useUpdateFinding();
  const change = (patch: FindingPatch, onChanged?: (finding: Finding) => void) => {
    update.mutate(
      { id, patch },
      {
        onSuccess: (finding) => onChanged?.(finding),
        onError: (error) => notifications.show({ title: 'Not changed', message: changeErrorText(error), color: 'gray' }),
      },
    );
  };
  return { change, isPending: update.isPending };
}
