import { useMe } from '../api/me';
import { useChangeSettings } from '../api/settings';
import { Confirm } from './Confirm';
import { UntrustedText } from './UntrustedText';

/** Asks for confirmation before turning on the monitor, because it starts recording members. */
export default function TurnOnMonitor({ onClose }: { onClose: () => void }) {
  const { organization } = useMe();
  const change = useChangeSettings();
  return (
    <Confirm
      title="Turn on the activity monitor?"
      action="Turn on"
      isPending={change.isPending}
      error={change.error}
      onClose={onClose}
      onConfirm={() => {
        change.mutate({ activity_monitor: true }, { onSuccess: onClose });
      }}
    >
      <p>
        From now on, the activity of all members of {organization ? <UntrustedText text={organization.name} /> : 'your organization'} is
        recorded. Owners, admins and auditors can see it. Members can see their own. This change is recorded too.
      </p>
    </Confirm>
  );
}
