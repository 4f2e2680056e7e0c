import { useMe } from '../api/me';
import { useChangeSettings } from '../api/settings';
import { Confirm } from '../settings/Confirm';
import { Outside } from '../ui/Outside';

/** Asks before the monitor is turned on: people are recorded from then on. */
export default function TurnOn({ onClose }: { onClose: () => void }) {
  const { organization } = useMe();
  const change = useChangeSettings();
  return (
    <Confirm
      title="Turn the activity monitor on?"
      action="Turn it on"
      isPending={change.isPending}
      error={change.error}
      onClose={onClose}
      onConfirm={() => {
        change.mutate({ activity_monitor: true }, { onSuccess: onClose });
      }}
    >
      <p>
        From this moment on, what members of {organization ? <Outside text={organization.name} /> : 'your organization'} do is
        recorded. Owners, admins and auditors can see it, and each member their own. That you turned it on is recorded too.
      </p>
    </Confirm>
  );
}
