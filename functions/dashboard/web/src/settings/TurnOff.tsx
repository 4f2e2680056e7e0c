import { useChangeSettings } from '../api/settings';
import { Confirm } from './Confirm';

/** Asks before the monitor is turned off: what happens meanwhile can never be looked up. */
export function TurnOff({ onClose }: { onClose: () => void }) {
  const change = useChangeSettings();
  return (
    <Confirm
      title="Turn the activity monitor off?"
      action="Turn it off"
      isPending={change.isPending}
      error={change.error}
      onClose={onClose}
      onConfirm={() => {
        change.mutate({ activity_monitor: false }, { onSuccess: onClose });
      }}
    >
      <p>
        From this moment on nothing is recorded, and what happens meanwhile can never be looked up. What was recorded
        before stays for its time; owners, admins and auditors can still see it, members cannot see their own. That you
        turned it off is recorded, and drawn as a gap.
      </p>
    </Confirm>
  );
}
