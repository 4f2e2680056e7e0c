import { Checkbox, Textarea, TextInput } from '@mantine/core';
import { useState } from 'react';
import { useCreateKey } from '../api/keys';
import type { KeyRequest } from '../api/types';
import { CreateKey } from '../ui/CreateKey';
import { DialogForm } from '../ui/DialogForm';
import { fieldErrors } from '../ui/fieldErrors';
import { SourceChoice } from './SourceChoice';

const POINTERS = { name: '/name', sources: '/sources', organizations: '/organizations' };

/** Creates a key and shows its secret once. */
export function KeyForm({ onClose }: { onClose: () => void }) {
  const create = useCreateKey();
  return (
    <CreateKey title="Create product key" create={create} text="Store this secret in the product now." onClose={onClose}>
      <Fields
        error={create.error}
        isPending={create.isPending}
        onCreate={(key) => { create.mutate(key); }}
        onClose={onClose}
      />
    </CreateKey>
  );
}

type FieldsProps = { error: unknown; isPending: boolean; onCreate: (key: KeyRequest) => void; onClose: () => void };

function Fields({ error, isPending, onCreate, onClose }: FieldsProps) {
  const [name, setName] = useState('');
  const [sources, setSources] = useState<readonly string[]>([]);
  const [forAll, setForAll] = useState(true);
  const [organizations, setOrganizations] = useState('');
  const [backfill, setBackfill] = useState(false);
  const ids = organizations.split(/[\s,]+/).filter(Boolean);
  const { at, other } = fieldErrors(error, POINTERS);
  return (
    <DialogForm
      action="Create key"
      error={other}
      isPending={isPending}
      isIncomplete={name.trim() === '' || sources.length === 0 || (!forAll && ids.length === 0)}
      isCancelDisabled={isPending}
      onCancel={onClose}
      onSubmit={() => {
        onCreate({ name: name.trim(), sources: [...sources], organizations: forAll ? 'all' : ids, backfill });
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
      <SourceChoice selected={sources} error={at.sources} onChange={setSources} />
      <Checkbox
        label="All organizations, including future ones"
        checked={forAll}
        error={forAll ? at.organizations : undefined}
        onChange={(event) => { setForAll(event.currentTarget.checked); }}
      />
      {!forAll && (
        <Textarea
          label="Organization IDs"
          description="Separate IDs with spaces or commas."
          value={organizations}
          error={at.organizations}
          onChange={(event) => { setOrganizations(event.currentTarget.value); }}
        />
      )}
      <Checkbox
        label="Allow import of old events"
        description="Accepts events from before an organization first turned on the monitor. Use it only for imports, and revoke the key afterwards."
        checked={backfill}
        onChange={(event) => { setBackfill(event.currentTarget.checked); }}
      />
    </DialogForm>
  );
}
