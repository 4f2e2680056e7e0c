import { useRotateSecret } from '../api/stream';
import type { Stream } from '../api/types';
import { CreateKey } from '../ui/CreateKey';
import { DialogForm } from '../ui/DialogForm';

/** Gives a webhook a new secret, and shows it once. */
export function RotateSecret({ stream: { id, secret_rotated_until: until }, onClose }: { stream: Stream; onClose: () => void }) {
  const rotate = useRotateSecret(id);
  const secret = rotate.data?.secret;
  return (
    <CreateKey
      title="Rotate the secret?"
      create={{ isPending: rotate.isPending, data: secret == null ? undefined : { secret } }}
      text="Store this secret in your receiver within 24 hours. Until then, requests have the signatures of the old and the new secret."
      ifLost="If you lose it, rotate the secret again."
      onClose={onClose}
    >
      <DialogForm
        action="Rotate secret"
        focusCancel
        error={rotate.error}
        isPending={rotate.isPending}
        isCancelDisabled={rotate.isPending}
        onCancel={onClose}
        onSubmit={() => { rotate.mutate(); }}
      >
        <p>The stream gets a new secret. For 24 hours, each request has a signature of both, so that your receiver misses nothing while you change it.</p>
        {until != null && <p>The secret was rotated less than 24 hours ago: the secret before that stops working at once. This can’t be undone.</p>}
      </DialogForm>
    </CreateKey>
  );
}
