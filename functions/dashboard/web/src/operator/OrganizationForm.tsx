import { Button, NativeSelect, TextInput } from '@mantine/core';
import { useState } from 'react';
import { usePutOrganization } from '../api/organizations';
import type { Organization, Plan } from '../api/types';
import { Dialog } from '../ui/Dialog';
import { fieldErrors } from '../ui/fieldErrors';
import { FormError } from '../ui/FormError';
import { Outside } from '../ui/Outside';
import styles from './operator.module.css';
import { PLAN_NAMES } from './plans';

// Powers of two, as the API takes them.
const SHARDS: readonly Organization['write_shards'][] = [1, 2, 4, 8, 16, 32, 64, 128, 256];
const POINTERS = { id: 'id', name: '/name', plan: '/plan', shards: '/write_shards' };
const PLANS = Object.entries(PLAN_NAMES).map(([value, label]) => ({ value, label }));

type Props = { organization: Organization | null; onClose: () => void };

/** Adds an organization, or changes one. */
export function OrganizationForm({ organization, onClose }: Props) {
  const put = usePutOrganization();
  const [id, setId] = useState(organization?.id ?? '');
  const [name, setName] = useState(organization?.name ?? '');
  const [plan, setPlan] = useState<Plan>(organization?.plan ?? 'business_suite');
  const [shards, setShards] = useState<Organization['write_shards']>(organization?.write_shards ?? 1);
  const isComplete = id.trim() !== '' && name.trim() !== '';
  const { at, other } = fieldErrors(put.error, POINTERS);
  return (
    <Dialog onClose={onClose} title={organization ? <>Change <Outside text={organization.name} /></> : 'Add an organization'}>
      <form
        className={styles.form}
        onSubmit={(event) => {
          event.preventDefault();
          const wanted = { name: name.trim(), plan, write_shards: shards };
          put.mutate({ id: id.trim(), organization: wanted, isNew: organization === null }, { onSuccess: onClose });
        }}
      >
        {!organization && (
          <TextInput
            label="ID"
            description="As the identity provider has it in people’s tokens. It cannot be changed."
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
          description="Each takes about 1,000 write units a second. The number can only grow."
          data={SHARDS.filter((count) => count >= (organization?.write_shards ?? 1)).map(String)}
          value={String(shards)}
          error={at.shards}
          onChange={(event) => { setShards(SHARDS.find((count) => String(count) === event.currentTarget.value) ?? shards); }}
        />
        <FormError error={other} />
        <div className={styles.buttons}>
          <Button variant="default" onClick={onClose}>
            Cancel
          </Button>
          <Button type="submit" loading={put.isPending} disabled={!isComplete}>
            {organization ? 'Save' : 'Add'}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
