import { Button } from '@mantine/core';
import { Suspense, useState } from 'react';
import { useDetections } from '../../api/detections';
import type { FindingDetails } from '../../api/types';
import { copy } from '../../ui/copy';
import { Icon } from '../../ui/Icon';
import { lazy } from '../../ui/lazy';
import { AssignButton } from '../AssignButton';
import { ReopenButton } from '../ReopenButton';
import { ExportEvidence } from './ExportEvidence';
import styles from './finding.module.css';

const CloseForm = lazy(() => import('./CloseForm'));
const MuteForm = lazy(() => import('./MuteForm'));

type Props = { finding: FindingDetails; zone: string; canChange: boolean };

/** What one can do with a finding. */
export function FindingActions({ finding, zone, canChange }: Props) {
  const { data } = useDetections();
  const [dialog, setDialog] = useState<'close' | 'mute' | null>(null);
  const onClose = () => { setDialog(null); };
  const canBeMuted = data?.detections.find(({ rule }) => rule === finding.rule)?.can_be_muted;
  return (
    <div className={styles.actions}>
      <ExportEvidence finding={finding} zone={zone} />
      {canChange && finding.state === 'open' && (
        <>
          <AssignButton finding={finding} />
          <Button variant="default" onClick={() => { setDialog('close'); }}>
            Close…
          </Button>
        </>
      )}
      {canChange && finding.state === 'closed' && <ReopenButton id={finding.id} />}
      {canChange && canBeMuted && (
        <Button variant="default" onClick={() => { setDialog('mute'); }}>
          Mute…
        </Button>
      )}
      <Button variant="default" leftSection={<Icon name="copy" size={14} />} onClick={() => void copy(location.href)}>
        Copy link
      </Button>
      <Suspense>
        {dialog === 'close' && <CloseForm finding={finding} onClose={onClose} />}
        {dialog === 'mute' && <MuteForm finding={finding} zone={zone} onClose={onClose} />}
      </Suspense>
    </div>
  );
}
