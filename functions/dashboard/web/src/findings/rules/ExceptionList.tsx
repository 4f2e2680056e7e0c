import { Button, Textarea } from '@mantine/core';
import { useState } from 'react';
import { useUpdateDetectionSettings } from '../../api/detections';
import { fieldErrors } from '../../ui/fieldErrors';
import { FormError } from '../../ui/FormError';
import { UntrustedText } from '../../ui/UntrustedText';
import { entriesOf } from './entries';
import styles from './rules.module.css';

type Props = {
  name: 'own_networks' | 'service_accounts';
  label: string;
  hint: string;
  entries: readonly string[];
  canChange: boolean;
};

/** A list of what explains findings, one entry a line. */
export function ExceptionList({ name, label, hint, entries, canChange }: Props) {
  const update = useUpdateDetectionSettings();
  const [draft, setDraft] = useState<string | null>(null);
  if (!canChange) return <ReadOnlyList label={label} entries={entries} />;
  const { at, other } = fieldErrors(update.error, { list: `/${name}` });
  const text = draft ?? entries.join('\n');
  const wanted = entriesOf(text);
  return (
    <form
      className={styles.exceptions}
      onSubmit={(event) => {
        event.preventDefault();
        update.mutate({ [name]: wanted }, { onSuccess: () => { setDraft(null); } });
      }}
    >
      <Textarea
        label={label}
        description={hint}
        rows={Math.min(12, Math.max(3, text.split('\n').length + 1))}
        value={text}
        error={at.list}
        onChange={(event) => { setDraft(event.currentTarget.value); }}
      />
      <FormError error={other} />
      <div className={styles.buttons}>
        <Button type="submit" disabled={JSON.stringify(wanted) === JSON.stringify(entries)} loading={update.isPending}>
          Save
        </Button>
        <Button variant="default" disabled={draft === null} onClick={() => { setDraft(null); }}>
          Discard
        </Button>
      </div>
    </form>
  );
}

function ReadOnlyList({ label, entries }: Pick<Props, 'label' | 'entries'>) {
  return (
    <div>
      <h3 className={styles.heading}>{label}</h3>
      {entries.length === 0 ? (
        <p className={styles.muted}>None</p>
      ) : (
        <ul className={styles.entries}>
          {entries.map((entry) => (
            <li key={entry}>
              <UntrustedText text={entry} />
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}
