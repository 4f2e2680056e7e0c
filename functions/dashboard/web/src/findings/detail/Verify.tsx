import { Button } from '@mantine/core';
import { useVerifyFinding } from '../../api/findings';
import type { Verification } from '../../api/types';
import { errorText } from '../../ui/ErrorState';
import styles from './finding.module.css';

const RESULTS: Record<Verification['result'], string> = {
  same: 'Reproduced from its evidence',
  explained_by_later_events: 'Explained by later events or settings',
  differs: 'Not reproduced',
};

/** Evaluates the rule again over the evidence, and says whether that gives the finding. */
export function Verify({ id }: { id: string }) {
  const verify = useVerifyFinding(id);
  return (
    <div className={styles.verify}>
      <Button variant="default" loading={verify.isPending} onClick={() => { verify.mutate(); }}>
        {verify.data ? 'Verify again' : 'Verify'}
      </Button>
      <span role="status">
        {verify.data && (
          <>
            <strong>{RESULTS[verify.data.result]}.</strong> {verify.data.explanation}
          </>
        )}
        {verify.error && `Not verified. ${errorText(verify.error)}`}
        {!verify.data && !verify.error && <span className={styles.muted}>Evaluates the rule again over these events.</span>}
      </span>
    </div>
  );
}
