import { Radio, TextInput } from '@mantine/core';
import { useState } from 'react';
import { useUpdateFinding } from '../../api/findings';
import type { Finding, Resolution } from '../../api/types';
import { Dialog } from '../../ui/Dialog';
import { DialogForm } from '../../ui/DialogForm';
import { fieldErrors } from '../../ui/fieldErrors';
import { RESOLUTION_NAMES, RESOLUTIONS } from '../labels';
import { changeError } from '../useFindingActions';

type Props = { finding: Pick<Finding, 'id' | 'note'>; onClose: () => void };

/** Closes a finding with a reason, and a note for the people who handle it. */
export default function CloseForm({ finding: { id, note: before }, onClose }: Props) {
  const update = useUpdateFinding();
  const [resolution, setResolution] = useState<Resolution | null>(null);
  const [note, setNote] = useState(before ?? '');
  const { at, other } = fieldErrors(update.error, { resolution: '/resolution', note: '/note' });
  const text = note.trim();
  return (
    <Dialog onClose={onClose} title="Close this finding">
      <DialogForm
        action="Close finding"
        error={changeError(other)}
        isPending={update.isPending}
        isIncomplete={resolution === null}
        onCancel={onClose}
        onSubmit={() => {
          if (resolution === null) return;
          update.mutate({ id, patch: { state: 'closed', resolution, note: text === '' ? null : text } }, { onSuccess: onClose });
        }}
      >
        <Radio.Group label="What was it?" value={resolution ?? ''} error={at.resolution} onChange={(value) => { setResolution(RESOLUTION_NAMES.find((name) => name === value) ?? null); }}>
          {RESOLUTION_NAMES.map((name) => (
            <Radio key={name} value={name} label={RESOLUTIONS[name].label} description={RESOLUTIONS[name].text} mt={8} />
          ))}
        </Radio.Group>
        <TextInput label="Note (optional)" description="For the people who handle findings" maxLength={1000} value={note} error={at.note} onChange={(event) => { setNote(event.currentTarget.value); }} />
      </DialogForm>
    </Dialog>
  );
}
