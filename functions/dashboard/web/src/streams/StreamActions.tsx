import { ActionIcon, Button, Menu } from '@mantine/core';
import { useState } from 'react';
import type { usePauseStream, useResumeStream, useTestStream } from '../api/stream';
import type { Stream } from '../api/types';
import { Icon } from '../ui/Icon';
import { DeleteStream } from './DeleteStream';
import { EditStream } from './EditStream';
import { ReplayStream } from './ReplayStream';
import { RotateSecret } from './RotateSecret';

/** The acts whose results the page shows. */
export type Acts = {
  test: ReturnType<typeof useTestStream>;
  pause: ReturnType<typeof usePauseStream>;
  resume: ReturnType<typeof useResumeStream>;
};

type Opened = 'edit' | 'replay' | 'rotate' | 'delete';

type Props = { stream: Stream; zone: string; acts: Acts; onDeleted: () => void };

/** What an owner or admin can do with a stream. */
export function StreamActions({ stream, zone, acts: { test, pause, resume }, onDeleted }: Props) {
  const [opened, setOpened] = useState<Opened | null>(null);
  const { state, kind } = stream;
  const onClose = () => { setOpened(null); };
  const isStopped = state === 'paused' || state === 'disabled';
  return (
    <>
      {state !== 'verifying' && (
        <>
          <Button variant="default" loading={test.isPending} onClick={() => { test.mutate(); }}>
            Send a test
          </Button>
          <Button
            variant={isStopped ? 'filled' : 'default'}
            loading={pause.isPending || resume.isPending}
            onClick={() => {
              // A refusal of the other act is of the past.
              pause.reset();
              resume.reset();
              (isStopped ? resume : pause).mutate();
            }}
          >
            {isStopped ? 'Resume' : 'Pause'}
          </Button>
        </>
      )}
      <Menu position="bottom-end">
        <Menu.Target>
          <ActionIcon aria-label="More actions" variant="default">
            <Icon name="more" />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item onClick={() => { setOpened('edit'); }}>Edit…</Menu.Item>
          <Menu.Item onClick={() => { setOpened('replay'); }}>Replay…</Menu.Item>
          {kind === 'webhook' && <Menu.Item onClick={() => { setOpened('rotate'); }}>Rotate secret…</Menu.Item>}
          <Menu.Divider />
          <Menu.Item onClick={() => { setOpened('delete'); }}>Delete…</Menu.Item>
        </Menu.Dropdown>
      </Menu>
      {opened === 'edit' && <EditStream stream={stream} onClose={onClose} />}
      {opened === 'replay' && <ReplayStream stream={stream} zone={zone} onClose={onClose} />}
      {opened === 'rotate' && <RotateSecret stream={stream} onClose={onClose} />}
      {opened === 'delete' && <DeleteStream stream={stream} onClose={onClose} onDeleted={onDeleted} />}
    </>
  );
}
