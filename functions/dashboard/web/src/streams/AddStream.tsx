import { useState } from 'react';
import { useLocation } from 'wouter';
import { useCreateStream } from '../api/stream';
import { CreateKey } from '../ui/CreateKey';
import { DialogForm } from '../ui/DialogForm';
import { createRequest, isIncomplete, newValues } from './formValues';
import { KINDS } from './kinds';
import { StreamForm, streamErrors } from './StreamForm';

/** Creates a stream. The secret of a webhook is shown once, before its page opens. */
export function AddStream({ onClose }: { onClose: () => void }) {
  const create = useCreateStream();
  const [, navigate] = useLocation();
  const [values, setValues] = useState(() => newValues('webhook'));
  const { at, other } = streamErrors(create.error, KINDS[values.kind]);
  const secret = create.data?.secret;
  return (
    <CreateKey
      title="Add stream"
      size="lg"
      create={{ isPending: create.isPending, data: secret == null ? undefined : { secret } }}
      text="Store this secret in your receiver now. It verifies the signatures of the requests."
      ifLost="If you lose it, rotate the secret of the stream."
      onClose={() => {
        onClose();
        if (create.data) navigate(`/streams/${create.data.id}`);
      }}
    >
      <DialogForm
        action="Add stream"
        error={other}
        isPending={create.isPending}
        isIncomplete={isIncomplete(values, true)}
        isCancelDisabled={create.isPending}
        onCancel={onClose}
        onSubmit={() => {
          create.mutate(createRequest(values), {
            onSuccess: ({ id, secret }) => {
              if (secret != null) return;
              onClose();
              navigate(`/streams/${id}`);
            },
          });
        }}
      >
        <StreamForm isNew values={values} errors={at} onChange={setValues} />
      </DialogForm>
    </CreateKey>
  );
}
