import { Select, TextInput } from '@mantine/core';
import { useState } from 'react';
import { notifications } from '@mantine/notifications';
import { useCreateMute } from '../../api/detections';
import type { FindingDetails } from '../../api/types';
import { formatTime } from '../../time/format';
import { zoneLabel } from '../../time/zone';
import { Dialog } from '../../ui/Dialog';
import { DialogForm } from '../../ui/DialogForm';
import { fieldErrors } from '../../ui/fieldErrors';
import { MutePreview } from './MutePreview';
import { muteChoices } from './muteSubjects';

const DAY = 86_400_000;

/** How long a mute can last. The API's maximum is 90 days. */
const LENGTHS = [
  { days: 1, label: '1 day' },
  { days: 7, label: '7 days' },
  { days: 30, label: '30 days' },
  { days: 90, label: '90 days' },
];

type Props = { finding: FindingDetails; zone: string; onClose: () => void };

/** Mutes the rule of a finding for a subject, with a reason and an end. */
export default function MuteForm({ finding, zone, onClose }: Props) {
  const create = useCreateMute();
  const [now] = useState(Date.now);
  const choices = muteChoices(finding);
  const [at, setAt] = useState(0);
  const [days, setDays] = useState(7);
  const [reason, setReason] = useState('');
  const choice = choices[at] ?? { kind: 'organization' as const, label: '' };
  const subject = { kind: choice.kind, ...(choice.value !== undefined && { value: choice.value }) };
  // A minute less, because the request arrives later.
  const until = now + days * DAY - 60_000;
  const { at: faults, other } = fieldErrors(create.error, { subject: '/subject', reason: '/reason', until: '/until' });
  return (
    <Dialog onClose={onClose} title={`Mute “${finding.title}”`} size="lg">
      <DialogForm
        action="Mute"
        error={other}
        isPending={create.isPending}
        isIncomplete={reason.trim() === ''}
        onCancel={onClose}
        onSubmit={() => {
          create.mutate(
            { rule: finding.rule, subject, reason: reason.trim(), until: new Date(until).toISOString() },
            {
              onSuccess: () => {
                notifications.show({ message: `Muted until ${formatTime(until, zone)} ${zoneLabel(zone)}` });
                onClose();
              },
            },
          );
        }}
      >
        <p>New findings of this rule about the subject are recorded and counted, but not shown and not reported. This finding stays as it is.</p>
        <Select
          label="Subject"
          data={choices.map(({ label }, index) => ({ value: String(index), label }))}
          value={String(at)}
          allowDeselect={false}
          withScrollArea={false}
          error={faults.subject}
          onChange={(value) => { setAt(Number(value ?? 0)); }}
        />
        <Select
          label="Ends after"
          description={`${formatTime(until, zone)} ${zoneLabel(zone)}`}
          data={LENGTHS.map(({ days, label }) => ({ value: String(days), label }))}
          value={String(days)}
          allowDeselect={false}
          withScrollArea={false}
          error={faults.until}
          onChange={(value) => { setDays(Number(value ?? 7)); }}
        />
        <TextInput
          label="Reason"
          description="Why its findings are expected"
          value={reason}
          maxLength={1000}
          error={faults.reason}
          onChange={(event) => { setReason(event.currentTarget.value); }}
        />
        <MutePreview rule={finding.rule} subject={subject} zone={zone} />
      </DialogForm>
    </Dialog>
  );
}
