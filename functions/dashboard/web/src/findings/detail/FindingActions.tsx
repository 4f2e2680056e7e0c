import { Button } from '@mantine/core';
import type { FindingDetails } from '../../api/types';
import { copy } from '../../ui/copy';
import { Icon } from '../../ui/Icon';
import { AssignButton } from '../AssignButton';
import { CloseMenu } from '../CloseMenu';
import styles from './finding.module.css';

/** What one can do with a finding. */
export function FindingActions({ finding, canChange }: { finding: FindingDetails; canChange: boolean }) {
  return (
    <div className={styles.actions}>
      {canChange && finding.state === 'open' && <AssignButton finding={finding} />}
      {canChange && <CloseMenu finding={finding} />}
      <Button variant="default" leftSection={<Icon name="copy" size={14} />} onClick={() => void copy(location.href)}>
        Copy link
      </Button>
    </div>
  );
}
