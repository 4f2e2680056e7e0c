import { Button, TextInput } from '@mantine/core';
import { useState } from 'react';
import { Link, useLocation } from 'wouter';
import { usePutOrganization } from '../../api/organizations';
import type { Organization, Plan } from '../../api/types';
import { DialogForm } from '../../ui/DialogForm';
import { fieldErrors } from '../../ui/fieldErrors';
import { UntrustedText } from '../../ui/UntrustedText';
import { PLAN_LABELS } from '../../view/labels';
import { PlanSelect } from '../PlanSelect';
import { flowUrl, PATH, START } from './flow';
import styles from './onboarding.module.css';

const POINTERS = { id: 'id', name: '/name', plan: '/plan' };

type Props = { added: Organization; onAdded?: never } | { added?: never; onAdded: (id: string) => void };

/** Adds the organization, or shows the one that was added. */
export function OrganizationStep({ added, onAdded }: Props) {
  if (!added) return <AddForm onAdded={onAdded} />;
  return (
    <>
      <p>
        <strong><UntrustedText text={added.name} /></strong> (<code>{added.id}</code>) is added, with the plan {PLAN_LABELS[added.plan]}.
      </p>
      <div className={styles.buttons}>
        <Button component={Link} href={flowUrl({ ...START, step: 'product', organization: added.id })}>Continue</Button>
        <Button variant="default" component={Link} href={PATH}>Add another organization</Button>
      </div>
    </>
  );
}

function AddForm({ onAdded }: { onAdded: (id: string) => void }) {
  const put = usePutOrganization();
  const [, navigate] = useLocation();
  const [id, setId] = useState('');
  const [name, setName] = useState('');
  const [plan, setPlan] = useState<Plan>('business_suite');
  const { at, other } = fieldErrors(put.error, POINTERS);
  return (
    <DialogForm
      action="Add organization"
      error={other}
      isPending={put.isPending}
      isIncomplete={id.trim() === '' || name.trim() === ''}
      onCancel={() => { navigate('/organizations'); }}
      onSubmit={() => {
        const organization = { name: name.trim(), plan };
        put.mutate({ id: id.trim(), organization, isNew: true }, { onSuccess: () => { onAdded(id.trim()); } });
      }}
    >
      <TextInput
        label="ID"
        description="The organization ID in the identity provider’s tokens. It can’t be changed later."
        required
        autoComplete="off"
        spellCheck={false}
        value={id}
        error={at.id}
        onChange={(event) => { setId(event.currentTarget.value); }}
      />
      <TextInput label="Name" required value={name} error={at.name} onChange={(event) => { setName(event.currentTarget.value); }} />
      <PlanSelect value={plan} error={at.plan} onChange={setPlan} />
    </DialogForm>
  );
}
