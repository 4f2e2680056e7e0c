import { Button, TextInput } from '@mantine/core';
import { useState } from 'react';
import { Link, useLocation } from 'wouter';
import { useCreateKey } from '../../api/keys';
import type { Organization } from '../../api/types';
import { DialogForm } from '../../ui/DialogForm';
import { fieldErrors } from '../../ui/fieldErrors';
import { UntrustedText } from '../../ui/UntrustedText';
import { SourceChoice } from '../SourceChoice';
import { flowUrl, START } from './flow';
import styles from './onboarding.module.css';

const POINTERS = { name: '/name', sources: '/sources', organizations: '/organizations' };

type Props = {
  organization: Organization;
  /** The source that was registered in this flow. */
  source: string | null;
  /** The ID of the key, once it is created. */
  created: string | null;
  onCreated: (id: string, secret: string) => void;
};

/** Creates a product key for the organization, or shows that it was created. */
export function KeyStep({ organization, source, created, onCreated }: Props) {
  if (created === null) return <CreateForm {...{ organization, source, onCreated }} />;
  const step = { ...START, organization: organization.id, source };
  return (
    <>
      <p>
        The key <code>{created}</code> for <UntrustedText text={organization.name} /> is created.
      </p>
      <div className={styles.buttons}>
        <Button component={Link} href={flowUrl({ ...step, step: 'send', key: created })}>Continue</Button>
        <Button variant="default" component={Link} href={flowUrl({ ...step, step: 'key' })}>Create another key</Button>
      </div>
    </>
  );
}

function CreateForm({ organization, source, onCreated }: Omit<Props, 'created'>) {
  const create = useCreateKey();
  const [, navigate] = useLocation();
  const [name, setName] = useState('');
  const [sources, setSources] = useState<readonly string[]>(source === null ? [] : [source]);
  const { at, other } = fieldErrors(create.error, POINTERS);
  return (
    <DialogForm
      action="Create key"
      error={at.organizations === undefined ? other : create.error}
      isPending={create.isPending}
      isIncomplete={name.trim() === '' || sources.length === 0}
      isCancelDisabled={create.isPending}
      onCancel={() => { navigate('/organizations'); }}
      onSubmit={() => {
        const key = { name: name.trim(), sources: [...sources], organizations: [organization.id], backfill: false };
        create.mutate(key, { onSuccess: ({ id, secret }) => { onCreated(id, secret); } });
      }}
    >
      <p>
        A product sends events with a key. This key can send events of <UntrustedText text={organization.name} /> only.
      </p>
      <TextInput
        label="Name"
        description="For example: Pass, production"
        required
        value={name}
        error={at.name}
        onChange={(event) => { setName(event.currentTarget.value); }}
      />
      <SourceChoice selected={sources} error={at.sources} onChange={setSources} />
    </DialogForm>
  );
}
