import { Button, Checkbox, Modal, Textarea, TextInput } from '@mantine/core';
import { useState } from 'react';
import { useCreateKey } from '../api/keys';
import { SOURCE_NAMES } from '../activity/filters/names';
import { copy } from '../ui/copy';
import { errorText, RequestId } from '../ui/ErrorState';
import { Notice } from '../ui/Notice';
import { SOURCES, type Source } from '../view/view';
import styles from './operator.module.css';

// What the monitor itself does, it records itself.
const SENDERS = SOURCES.filter((source) => source !== 'monitor');

/** Creates a key, and shows its secret this once. */
export function KeyForm({ onClose }: { onClose: () => void }) {
  const create = useCreateKey();
  const [name, setName] = useState('');
  const [sources, setSources] = useState<readonly Source[]>([]);
  const [everywhere, setEverywhere] = useState(true);
  const [organizations, setOrganizations] = useState('');
  const ids = organizations.split(/[\s,]+/).filter(Boolean);
  const isComplete = name.trim() !== '' && sources.length > 0 && (everywhere || ids.length > 0);
  return (
    <Modal opened onClose={onClose} title="Create a product key" closeButtonProps={{ 'aria-label': 'Close' }} transitionProps={{ duration: 0 }}>
      {create.data ? (
        <Created secret={create.data.secret} onClose={onClose} />
      ) : (
        <form
          className={styles.form}
          onSubmit={(event) => {
            event.preventDefault();
            create.mutate({ name: name.trim(), sources: [...sources], organizations: everywhere ? 'all' : ids });
          }}
        >
          <TextInput
            label="Name"
            description="What it is for, for example: Pass, production"
            required
            value={name}
            onChange={(event) => { setName(event.currentTarget.value); }}
          />
          <Checkbox.Group
            label="May send events of"
            size="xs"
            value={[...sources]}
            onChange={(values) => { setSources(SENDERS.filter((source) => values.includes(source))); }}
          >
            {SENDERS.map((source) => (
              <Checkbox key={source} value={source} label={SOURCE_NAMES[source]} mt={8} />
            ))}
          </Checkbox.Group>
          <Checkbox
            label="For every organisation, also later ones"
            checked={everywhere}
            onChange={(event) => { setEverywhere(event.currentTarget.checked); }}
          />
          {!everywhere && (
            <Textarea
              label="Ids of organisations"
              description="Separated by spaces or commas"
              value={organizations}
              onChange={(event) => { setOrganizations(event.currentTarget.value); }}
            />
          )}
          {create.error && (
            <Notice tone="red">
              {errorText(create.error)} <RequestId error={create.error} />
            </Notice>
          )}
          <div className={styles.buttons}>
            <Button variant="default" onClick={onClose}>
              Cancel
            </Button>
            <Button type="submit" loading={create.isPending} disabled={!isComplete}>
              Create
            </Button>
          </div>
        </form>
      )}
    </Modal>
  );
}

function Created({ secret, onClose }: { secret: string; onClose: () => void }) {
  return (
    <div className={styles.form}>
      <p>
        Give this to the product now. It is stored nowhere and cannot be shown again; if it is lost, revoke the key and
        create another.
      </p>
      <code className={styles.secret}>{secret}</code>
      <div className={styles.buttons}>
        <Button variant="default" onClick={() => void copy(secret)}>
          Copy
        </Button>
        <Button onClick={onClose}>Done</Button>
      </div>
    </div>
  );
}
