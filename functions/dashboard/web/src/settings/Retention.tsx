import { Button, NumberInput } from '@mantine/core';
import { useState } from 'react';
import { useChangeSettings } from '../api/settings';
import { Confirm } from './Confirm';
import styles from './settings.module.css';

// The API's own bounds: from a day to ten years.
const LEAST = 1;
const MOST = 3650;

/** For how many days events are kept. Fewer takes effect at once and is asked about. */
export function Retention({ days }: { days: number }) {
  const change = useChangeSettings();
  const [draft, setDraft] = useState<{ of: number; value: number | string }>({ of: days, value: days });
  const [asking, setAsking] = useState(false);
  if (draft.of !== days) setDraft({ of: days, value: days });
  const wanted = Number(draft.value);
  const isValid = Number.isInteger(wanted) && wanted >= LEAST && wanted <= MOST;
  const save = () => {
    change.mutate({ retention_days: wanted }, { onSuccess: () => { setAsking(false); } });
  };
  return (
    <form
      className={styles.retention}
      onSubmit={(event) => {
        event.preventDefault();
        if (!isValid) return;
        if (wanted < days) setAsking(true);
        else save();
      }}
    >
      <NumberInput
        className={styles.days ?? ''}
        aria-labelledby="retention-name"
        aria-describedby="retention-text"
        suffix=" days"
        min={LEAST}
        max={MOST}
        allowDecimal={false}
        clampBehavior="none"
        value={draft.value}
        error={isValid ? undefined : `From ${LEAST} to ${MOST}`}
        onChange={(value) => { setDraft({ of: days, value }); }}
      />
      <Button type="submit" variant="default" disabled={!isValid || wanted === days} loading={change.isPending && !asking}>
        Save
      </Button>
      {asking && (
        <Confirm
          title={`Keep events for ${wanted} days only?`}
          action="Keep fewer days"
          isPending={change.isPending}
          error={change.error}
          onClose={() => { setAsking(false); }}
          onConfirm={save}
        >
          <p>Events that are older than {wanted} days cannot be seen any more at once, and are deleted soon after.</p>
        </Confirm>
      )}
    </form>
  );
}
