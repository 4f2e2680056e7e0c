import { NativeSelect, TextInput } from '@mantine/core';
import { useState } from 'react';
import { usePutOrganization } from '../api/organizations';
import type { Organization, Plan } from '../api/types';
import { Dialog } from '../ui/Dialog';
import { DialogForm } from '../ui/DialogForm';
import { fieldErrors } from '../ui/fieldErrors';
import { UntrustedText } from '../ui/UntrustedText';
import { PlanSelect } from './PlanSelect';

// The powers of two that the API accepts.
const SHARDS: readonly Organization['write_shards'][] = [1, 2, 4, 8, 16, 32, 64, 128, 256];
const POINTERS = { name: '/name', plan: '/plan', shards: '/write_shards' };

type Props = { organization: Organization; onClose: () => void };

/** Edits an organization. */
export function OrganizationForm({ organization, onClose }: Props) {
  const put = usePutOrganization();
  const [name, setName] = useState(organization.name);
  const [plan, setPlan] = useState<Plan>(organization.plan);
  const [shards, setShards] = useState<Organization['write_shards']>(organization.write_shards);
  const { at, other } = fieldErrors(put.error, POINTERS);
  return (
    <Dialog onClose={onClose} title={<>Edit <UntrustedText text={organization.name} /></>}>
      <DialogForm
        action="Save"
        error={other}
        isPending={put.isPending}
        isIncomplete={name.trim() === ''}
        onCancel={onClose}
        onSubmit={() => {
          const request = { name: name.trim(), plan, write_shards: shards };
          put.mutate({ id: organization.id, organization: request, isNew: false }, { onSuccess: onClose });
        }}
      >
        <TextInput label="Name" required value={name} error={at.name} onChange={(event) => { setName(event.currentTarget.value); }} />
        <PlanSelect value={plan} error={at.plan} onChange={setPlan} />
        <NativeSelect
          size="xs"
          label="Write shards"
          description="Each shard accepts about 1,000 write units per second. The number can only grow."
          data={SHARDS.filter((count) => count >= organization.write_shards).map(String)}
          value={String(shards)}
          error={at.shards}
          onChange={(event) => { setShards(SHARDS.find((count) => String(count) === event.currentTarget.value) ?? shards); }}
        />
      </DialogForm>
    </Dialog>
  );
}
