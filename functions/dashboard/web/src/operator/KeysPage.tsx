import { Badge, Button } from '@mantine/core';
import { useState } from 'react';
import { useKeys, useRevokeKey } from '../api/keys';
import type { Key } from '../api/types';
import { formatTime } from '../time/format';
import { showBidi } from '../ui/bidi';
import { Confirm } from '../ui/Confirm';
import { Page } from '../ui/Page';
import { PagedList } from '../ui/PagedList';
import { State, StateText } from '../ui/State';
import { UntrustedText } from '../ui/UntrustedText';
import { sourceLabel } from '../view/labels';
import { KeyForm } from './KeyForm';
import styles from './operator.module.css';
import { Table } from './Table';

const COLUMNS = ['Name', 'Key ID', 'Sources', 'Organizations', 'Created', 'Last used'];

/** The keys that products use to send events. */
export default function KeysPage() {
  const query = useKeys();
  const [isCreating, setIsCreating] = useState(false);
  const [revoking, setRevoking] = useState<Key | null>(null);
  const keys = query.data?.pages.flatMap((page) => page.keys) ?? [];
  return (
    <Page
      title="Product keys"
      lead="Products use these keys to send events. A key’s secret is shown only once, when you create it. Times are in UTC."
      actions={<Button onClick={() => { setIsCreating(true); }}>Create key</Button>}
    >
      <PagedList
        query={query}
        isEmpty={keys.length === 0}
        empty={
          <State title="No keys yet">
            <StateText>Create a key for each product that sends events.</StateText>
          </State>
        }
        more="Show earlier keys"
      >
        <Table label="Product keys" columns={COLUMNS} action="Revoke">
          {keys.map((key) => (
            <KeyRow key={key.id} productKey={key} onRevoke={() => { setRevoking(key); }} />
          ))}
        </Table>
      </PagedList>
      {isCreating && <KeyForm onClose={() => { setIsCreating(false); }} />}
      {revoking && <Revoke productKey={revoking} onClose={() => { setRevoking(null); }} />}
    </Page>
  );
}

function KeyRow({ productKey: key, onRevoke }: { productKey: Key; onRevoke: () => void }) {
  const sources = key.sources === 'all' ? 'All sources' : key.sources.map(sourceLabel).join(', ');
  const organizations = key.organizations === 'all' ? 'All organizations' : key.organizations.join(', ');
  return (
    <tr>
      <td><UntrustedText text={key.name} /></td>
      <td>
        <code>{key.id}</code>
      </td>
      <td>
        {sources}
        {key.backfill && <div className={styles.muted}>Can import old events</div>}
      </td>
      <td>{organizations}</td>
      <td className={styles.nowrap}>{formatTime(key.created_at, 'UTC')}</td>
      <td className={styles.nowrap}>
        {key.last_used_at ? formatTime(key.last_used_at, 'UTC') : <span className={styles.muted}>Never</span>}
      </td>
      <td className={styles.nowrap}>
        {key.revoked_at ? (
          <Badge variant="default" size="sm" title={`Revoked ${formatTime(key.revoked_at, 'UTC')}`}>
            Revoked
          </Badge>
        ) : (
          <Button variant="default" size="compact-xs" aria-label={`Revoke ${showBidi(key.name)}`} onClick={onRevoke}>
            Revoke
          </Button>
        )}
      </td>
    </tr>
  );
}

function Revoke({ productKey: key, onClose }: { productKey: Key; onClose: () => void }) {
  const revoke = useRevokeKey();
  return (
    <Confirm
      title={<>Revoke <UntrustedText text={key.name} />?</>}
      action="Revoke key"
      isPending={revoke.isPending}
      error={revoke.error}
      onClose={onClose}
      onConfirm={() => { revoke.mutate(key.id, { onSuccess: onClose }); }}
    >
      <p>Events sent with this key are refused within a minute. This can’t be undone.</p>
    </Confirm>
  );
}
