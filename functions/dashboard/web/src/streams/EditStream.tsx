import { useState } from 'react';
import { useChangeStream } from '../api/stream';
import type { Stream } from '../api/types';
import { Dialog } from '../ui/Dialog';
import { DialogForm } from '../ui/DialogForm';
import { Notice } from '../ui/Notice';
import { changeRequest, changesDestination, isIncomplete, valuesOf } from './formValues';
import { KINDS } from './kinds';
import { StreamForm, streamErrors } from './StreamForm';

/** Changes a stream. Another destination must be verified again, which the form says. */
export function EditStream({ stream, onClose }: { stream: Stream; onClose: () => void }) {
  const change = useChangeStream(stream.id);
  const [values, setValues] = useState(() => valuesOf(stream));
  const { at, other } = streamErrors(change.error, KINDS[stream.kind]);
  const request = changeRequest(stream, values);
  return (
    <Dialog title="Edit stream" size="lg" onClose={onClose}>
      <DialogForm
        action="Save"
        error={other}
        isPending={change.isPending}
        isIncomplete={isIncomplete(values, false) || Object.keys(request).length === 0}
        onCancel={onClose}
        onSubmit={() => { change.mutate(request, { onSuccess: onClose }); }}
      >
        <StreamForm isNew={false} values={values} errors={at} onChange={setValues} />
        {changesDestination(stream, values) && (
          <Notice tone="amber">The destination changes: the stream stops until it is verified again. Events wait meanwhile.</Notice>
        )}
      </DialogForm>
    </Dialog>
  );
}
