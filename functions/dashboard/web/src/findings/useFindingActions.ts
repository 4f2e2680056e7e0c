import { notifications } from '@mantine/notifications';
import { useUpdateFinding } from '../api/findings';
import { ApiError } from '../api/problem';
import type { FindingPatch } from '../api/types';
import { errorText } from '../ui/ErrorState';

/** Returns an error of a change in people’s words. After a conflict, the page shows the newest state. */
export function changeError(error: unknown): unknown {
  const isConflict = error instanceof ApiError && error.status === 409;
  return isConflict ? new Error('Someone else changed this finding at the same time. It is up to date now: try again.') : error;
}

/** Returns a function that changes a finding and tells if that fails. */
export function useChangeFinding(id: string) {
  const update = useUpdateFinding();
  const change = (patch: FindingPatch, onChanged?: () => void) => {
    // Not the callbacks of `mutate`: a list that no longer has the finding removes the component before.
    update.mutateAsync({ id, patch }).then(onChanged, (error: unknown) => {
      notifications.show({ title: 'Not changed', message: errorText(changeError(error)), color: 'gray' });
    });
  };
  return { change, isPending: update.isPending };
}
