import { Button } from '@mantine/core';
import { useChangeFinding } from './useFindingActions';

/** Opens a closed finding again. */
export function ReopenButton({ id }: { id: string }) {
  const { change, isPending } = useChangeFinding(id);
  return (
    <Button variant="default" loading={isPending} onClick={() => { change({ state: 'open' }); }}>
      Reopen
    </Button>
  );
}
