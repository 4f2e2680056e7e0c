import { Select, TextInput } from '@mantine/core';
import { useState } from 'react';
import { useReplayStream } from '../api/stream';
import type { Stream } from '../api/types';
import { formatInput, formatTime } from '../time/format';
import { zoneLabel } from '../time/zone';
import { Dialog } from '../ui/Dialog';
import { DialogForm } from '../ui/DialogForm';
import { fieldErrors } from '../ui/fieldErrors';
import { Notice } from '../ui/Notice';
import { KINDS } from './kinds';
import { REPLAY_LABELS, REPLAY_STARTS, replayFrom, skipsWaiting, type ReplayStart } from './replay';

type Props = { stream: Stream; zone: string; onClose: () => void };

/** Lets a stream continue from an earlier event, and says what it sends again. */
export function ReplayStream({ stream, zone, onClose }: Props) {
  const replay = useReplayStream(stream.id);
  const [now] = useState(() => Date.now());
  const [start, setStart] = useState<ReplayStart>('1h');
  const [texts, setTexts] = useState({ time: formatInput(now - 3_600_000, zone).slice(0, 16), position: stream.position });
  const text = start === 'position' ? texts.position : texts.time;
  const found = replayFrom(start, text, zone, now);
  const { at, other } = fieldErrors(replay.error, { from: '/from' });
  const isTyped = start === 'time' || start === 'position';
  return (
    <Dialog title="Replay events" onClose={onClose}>
      <DialogForm
        action="Replay"
        error={other}
        isPending={replay.isPending}
        isIncomplete={typeof found === 'string'}
        onCancel={onClose}
        onSubmit={() => { if (typeof found !== 'string') replay.mutate(found.from, { onSuccess: onClose }); }}
      >
        <Select
          label="Send again from"
          data={REPLAY_STARTS.map((value) => ({ value, label: REPLAY_LABELS[value] }))}
          value={start}
          allowDeselect={false}
          error={isTyped ? undefined : at.from}
          onChange={(chosen) => {
            replay.reset();
            setStart(REPLAY_STARTS.find((one) => one === chosen) ?? '1h');
          }}
        />
        {isTyped && (
          <TextInput
            label={start === 'time' ? `Recorded at or after (${zoneLabel(zone)})` : 'Position of the first event'}
            description={start === 'position' ? 'The sequence of an event, as attempts and messages have it.' : undefined}
            value={text}
            error={typeof found === 'string' ? found : at.from}
            onChange={(event) => {
              replay.reset();
              setTexts({ ...texts, [start]: event.currentTarget.value });
            }}
          />
        )}
        {typeof found !== 'string' && <p>{warning(stream, start, found.time, zone)}</p>}
        {typeof found !== 'string' && found.time !== null && skipsWaiting(stream, found.time, now) && (
          <Notice tone="amber">This time is later than some events that wait to be sent. Those are not sent.</Notice>
        )}
        {start === 'position' && <p>A position after {stream.position} leaves out the events between.</p>}
      </DialogForm>
    </Dialog>
  );
}

/** Says what is sent again. */
function warning({ kind, state }: Stream, start: ReplayStart, time: number | null, zone: string): string {
  const which =
    time !== null ? `recorded since ${formatTime(time, zone)} ${zoneLabel(zone)}` : start === 'beginning' ? 'that is still kept' : 'from this position on';
  const what = KINDS[kind].isForPeople
    ? `Every message about a finding ${which} is posted again.`
    : `Every matching event ${which} is sent again, also those that were delivered. The messages have new IDs, so a receiver that drops repeated messages stores these events twice.`;
  const when = state === 'active' || state === 'failing' ? 'This begins at once and can’t be taken back.' : 'This begins when the stream sends again.';
  return `${what} ${when}`;
}
