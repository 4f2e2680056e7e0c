import { useDeleteMute } from '../../api/detections';
import type { Mute } from '../../api/types';
import { Confirm } from '../../ui/Confirm';
import { UntrustedText } from '../../ui/UntrustedText';
import { muteSubjectText } from './muteText';

/** Asks for confirmation before a mute ends early. */
export function EndMute({ mute: { id, title, subject }, onClose }: { mute: Mute; onClose: () => void }) {
  const remove = useDeleteMute();
  return (
    <Confirm
      title="End this mute?"
      action="End mute"
      isPending={remove.isPending}
      error={remove.error}
      onClose={onClose}
      onConfirm={() => { remove.mutate(id, { onSuccess: onClose }); }}
    >
      <p>
        From now on, findings of “{title}” about <UntrustedText text={muteSubjectText(subject)} /> are shown and reported again. Those that it hid
        stay muted.
      </p>
    </Confirm>
  );
}
