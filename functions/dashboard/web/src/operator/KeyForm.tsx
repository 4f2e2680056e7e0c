import { Button, Checkbox, Textarea, TextInput } from '@mantine/core';
import { useState } from 'react';
import { useCreateKey } from '../api/keys';
import type { KeyRequest } from '../api/types';
import { SOURCE_NAMES } from '../activity/filters/names';
import { Dialog } from '../ui/Dialog';
import { fieldErrors } from '../ui/fieldErrors';
import { FormError } from '../ui/FormError';
import { SOURCES } from '../view/view';
import styles from './operator.module.css';
import { KeySecret } from './KeySecret';

// The monitor records its own events itself.
const SENDERS = SOURCES.filter((source) => source !== 'monitor');
const POINTERS = { name: '/name', sources: '/sources', organizations: '/organizations' };

/** Creates a key, and shows its secret this once. */
export function KeyForm({ onClose }: { onClose: () => void }) {
  const create = useCreateKey();
  // A secret that is on its way or on the screen is lost with the dialog: only its own button closes it.
  const holdsSecret = create.isPending || create.data !== undefined;
  return (
    <Dialog
      onClose={holdsSecret ? () => undefined : onClose}
      closeOnEscape={!holdsSecret}
      closeOnClickOutside={!holdsSecret}
      withCloseButton={!holdsSecret}
      title={create.data ? 'Copy the secret of the key' : 'Create a product key'}
    >
      {create.data ? (
        <KeySecret secret={create.data.secret} onClose={onClose} />
      ) : (
        <Fields
          error={create.error}
          isPending={create.isPending}
          onCreate={(key) => { create.mutate(key); }}
          onClose={onClose}
        />
      )}
    </Dialog>
  );
}

type FieldsProps = { error: unknown; isPending: boolean; onCreate: (key: KeyRequest) => void; onClose: () => void };

function Fields({ error, isPending, onCreate, onClose }: FieldsProps) {
  const [name, setName] = useState('');
  const [sources, setSources] = useState<readonly (typeof SENDERS)[number][]>([]);
  const [everywhere, setEverywhere] = useState(true);
  const [organizations, setOrganizations] = useState('');
  const [backfill, setBackfill] = useState(false);
  const ids = organizations.split(/[\s,]+/).filter(Boolean);
  const isComplete = name.trim() !== '' && sources.length > 0 && (everywhere || ids.length > 0);
  const { at, other } = fieldErrors(error, POINTERS);
  return (
    <form
      className={styles.form}
      onSubmit={(event) => {
        event.preventDefault();
        onCreate({ name: name.trim(), sources: [...sources], organizations: everywhere ? 'all' : ids, backfill });
      }}
    >
      <TextInput
        label="Name"
        description="For example: Pass, production"
        required
        value={name}
        error={at.name}
        onChange={(event) => { setName(event.currentTarget.value); }}
      />
      <Checkbox.Group
        label="May send events of"
        size="xs"
        value={[...sources]}
        error={at.sources}
        onChange={(values) => { setSources(SENDERS.filter((source) => values.includes(source))); }}
      >
        {SENDERS.map((source) => (
          <Checkbox key={source} value={source} label={SOURCE_NAMES[source]} mt={8} />
        ))}
      </Checkbox.Group>
      <Checkbox
        label="For every organization, also later ones"
        checked={everywhere}
        error={everywhere ? at.organizations : undefined}
        onChange={(event) => { setEverywhere(event.currentTarget.checked); }}
      />
      {!everywhere && (
        <Textarea
          label="Organization IDs"
          description="Separated by spaces or commas"
          value={organizations}
          error={at.organizations}
          onChange={(event) => { setOrganizations(event.currentTarget.value); }}
        />
      )}
      <Checkbox
        label="May import old events"
        description="Accepts events from the time before an organization first turned the monitor on. Only for imports: revoke the key afterwards."
        checked={backfill}
        onChange={(event) => { setBackfill(event.currentTarget.checked); }}
      />
      <FormError error={other} />
      <div className={styles.buttons}>
        <Button variant="default" onClick={onClose} disabled={isPending}>
          Cancel
        </Button>
        <Button type="submit" loading={isPending} disabled={!isComplete}>
          Create
        </Button>
      </div>
    </form>
  );
}
