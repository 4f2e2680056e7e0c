import { NativeSelect, TextInput } from '@mantine/core';
import { useState } from 'react';
import { usePutOrganization } from '../api/organizations';
import type { Organization, Plan } from '../api/types';
import { Dialog } from '../ui/Dialog';
import { DialogForm } from '../ui/DialogForm';
import { fieldErrors } from '../ui/fieldErrors';
import { UntrustedText } from '../ui/UntrustedText';
import { PLAN_LABELS } from '../view/labels';

// The powers of two that the API accepts.
const SHARDS: readonly Organization['write_shards'][] = [1, 2, 4, 8, 16, 32, 64, 128, 256];
const POINTERS = { id: 'id', name: '/name', plan: '/plan', shards: '/write_shards' };
const PLANS = Object.entries(PLAN_LABELS).map(([value, label]) => ({ value, label }));

type Props = { organization: Organization | null; onClose: () => void };

/** Adds an organization, or edits one. */
export function OrganizationForm({ organization, onClose }: Props) {
  const put = usePutOrganization();
  const [id, setId] = useState(organization?.id ?? '');
  const [name, setName] = useState(organization?.name ?? '');
  const [plan, setPlan] = useState<Plan>(organization?.plan ?? 'business_suite');
  const [shards, setShards] = useState<Organization['write_shards']>(organization?.write_shards ?? 1);
  const { at, other } = fieldErrors(put.error, POINTERS);
  return (
    <Dialog onClose={onClose} title={organization ? <>Edit <UntrustedText text={organization.name} /></> : 'Add organization'}>
      <DialogForm
        action={organization ? 'Save' : 'Add'}
        error={other}
        isPending={put.isPending}
        isIncomplete={id.trim() === '' || name.trim() === ''}
        onCancel={onClose}
        onSubmit={() => {
          const request = { name: name.trim(), plan, write_shards: shards };
          put.mutate({ id: id.trim(), organization: request, isNew: organization === null }, { onSuccess: onClose });
        }}
      >
        {!organization && (
          <TextInput
            label="ID"
            description="The organization ID in the identity provider’s tokens. It can’t be changed later."
            required
            value={id}
            error={at.id}
            onChange={(event) => { setId(event.currentTarget.value); }}
          />
        )}
        <TextInput label="Name" required value={name} error={at.name} onChange={(event) => { setName(event.currentTarget.value); }} />
        <NativeSelect
          size="xs"
          label="Plan"
          description="Business Suite and Professional include the activity monitor."
          data={PLANS}
          value={plan}
          error={at.plan}
          onChange={(event) => { setPlan(event.currentTarget.value as Plan); }}
        />
        <NativeSelect
          size="xs"
          label="Write shards"
          description="Each shard accepts about 1,000 write units per second. The number can only grow."
          data={SHARDS.filter((count) => count >= (organization?.write_shards ?? 1)).map(String)}
          value={String(shards)}
          error={at.shards}
          onChange={(event) => { setShards(SHARDS.find((count) => String(count) === event.currentTarget.value) ?? shards); }}
        />
      </DialogForm>
    </Dialog>
  );
}
