import { Button, NumberInput } from '@mantine/core';
import { useState } from 'react';
import styles from './settings.module.css';

// The API's limits: 30 days to 10 years.
const MIN = 30;
const MAX = 3650;

type Props = { days: number; isPending: boolean; onSave: (days: number) => void };

/** The number of days that events are kept. */
export function Retention({ days, isPending, onSave }: Props) {
  const [draft, setDraft] = useState<{ saved: number; value: number | string }>({ saved: days, value: days });
  if (draft.saved !== days) setDraft({ saved: days, value: days });
  const wanted = Number(draft.value);
  const isValid = Number.isInteger(wanted) && wanted >= MIN && wanted <= MAX;
  return (
    <form
      className={styles.retention}
      onSubmit={(event) => {
        event.preventDefault();
        if (isValid && wanted !== days) onSave(wanted);
      }}
    >
      <NumberInput
        className={styles.days ?? ''}
        aria-labelledby="retention-name"
        aria-describedby="retention-text"
        suffix=" days"
        min={MIN}
        max={MAX}
        allowDecimal={false}
        clampBehavior="none"
        value={draft.value}
        error={isValid ? undefined : `Enter ${MIN} to ${MAX}`}
        onChange={(value) => { setDraft({ saved: days, value }); }}
      />
      <Button type="submit" variant="default" disabled={!isValid || wanted === days} loading={isPending}>
        Save
      </Button>
    </form>
  );
}
