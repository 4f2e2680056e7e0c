import { Button } from '@mantine/core';
import { useMe } from '../api/me';
import type { Finding } from '../api/types';
import { useChangeFinding } from './useFindingActions';

/** Assigns a finding to the user, or to nobody again. */
export function AssignButton({ finding: { id, assigned_to } }: { finding: Pick<Finding, 'id' | 'assigned_to'> }) {
  const me = useMe();
  const { change, isPending } = useChangeFinding(id);
  const isMine = assigned_to === me.user.id;
  return (
    <Button variant="default" loading={isPending} onClick={() => { change({ assigned_to: isMine ? null : me.user.id }); }}>
      {isMine ? 'Unassign' : 'Assign to me'}
    </Button>
  );
}
