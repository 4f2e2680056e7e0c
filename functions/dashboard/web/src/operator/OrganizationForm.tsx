import { Button, Modal, NativeSelect, TextInput } from '@mantine/core';
import { useState } from 'react';
import { usePutOrganization, type Organization } from '../api/organizations';
import { errorText, RequestId } from '../ui/ErrorState';
import { Notice } from '../ui/Notice';
import styles from './operator.module.css';
import { PLAN_NAMES, type Plan } from './plans';

// Powers of two, as the API takes them.
const SHARDS = [1, 2, 4, 8, 16, 32, 64, 128, 256];
const PLANS = Object.entries(PLAN_NAMES).map(([value, label]) => ({ value, label }));

type Props = { organization: Organization | null; onClose: () => void };

/** Adds an organisation, or changes one. */
export function OrganizationForm({ organization, onClose }: Props) {
  const put = usePutOrganization();
  const [id, setId] = useState(organization?.id ?? '');
  const [name, setName] = useState(organization?.name ?? '');
  const [plan, setPlan] = useState<Plan>(organization?.plan ?? 'business_suite');
  const [shards, setShards] = useState(organization?.write_shards ?? 1);
  const isComplete = id.trim() !== '' && name.trim() !== '';
  return (
    <Modal
      opened
      onClose={onClose}
      title={organization ? `Change ${organization.name}` : 'Add an organisation'}
      closeButtonProps={{ 'aria-label': 'Close' }}
      transitionProps={{ duration: 0 }}
    >
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
            label="Id"
            description="As the identity provider has it in people’s tokens. It cannot be changed."
            required
            value={id}
            onChange={(event) => { setId(event.currentTarget.value); }}
          />
        )}
        <TextInput label="Name" required value={name} onChange={(event) => { setName(event.currentTarget.value); }} />
        <NativeSelect
          size="xs"
          label="Plan"
          description="Business Suite and Professional include the activity monitor."
          data={PLANS}
          value={plan}
          onChange={(event) => { setPlan(event.currentTarget.value as Plan); }}
        />
        <NativeSelect
          size="xs"
          label="Write shards"
          description="Each takes about 1,000 write units a second. They can only become more."
          data={SHARDS.filter((count) => count >= (organization?.write_shards ?? 1)).map(String)}
          value={String(shards)}
          onChange={(event) => { setShards(Number(event.currentTarget.value)); }}
        />
        {put.error && (
          <Notice tone="red">
            {errorText(put.error)} <RequestId error={put.error} />
          </Notice>
        )}
        <div className={styles.buttons}>
          <Button variant="default" onClick={onClose}>
            Cancel
          </Button>
          <Button type="submit" loading={put.isPending} disabled={!isComplete}>
            {organization ? 'Save' : 'Add'}
          </Button>
        </div>
      </form>
    </Modal>
  );
}
