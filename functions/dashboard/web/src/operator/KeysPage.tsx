import { Button } from '@mantine/core';
import { useState } from 'react';
import { sourceLabel, useCatalog } from '../api/catalog';
import { useKeys, useRevokeKey } from '../api/keys';
import type { Key } from '../api/types';
import { formatTime } from '../time/format';
import { Page } from '../ui/Page';
import { PagedList } from '../ui/PagedList';
import { ConfirmRevoke, RevokeCell } from '../ui/RevokeKey';
import { State, StateText } from '../ui/State';
import { Table } from '../ui/Table';
import styles from '../ui/table.module.css';
import { UntrustedText, UntrustedTexts } from '../ui/UntrustedText';
import { KeyForm } from './KeyForm';

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
  const { data: catalog } = useCatalog();
  const organizations = key.organizations === 'all' ? 'All organizations' : key.organizations.join(', ');
  return (
    <tr>
      <td><UntrustedText text={key.name} /></td>
      <td>
        <code>{key.id}</code>
      </td>
      <td>
        {key.sources === 'all' ? 'All sources' : <UntrustedTexts texts={key.sources.map((source) => sourceLabel(catalog, source))} />}
        {key.backfill && <div className={styles.muted}>Can import old events</div>}
      </td>
      <td>{organizations}</td>
      <td className={styles.nowrap}>{formatTime(key.created_at, 'UTC')}</td>
      <td className={styles.nowrap}>
        {key.last_used_at ? formatTime(key.last_used_at, 'UTC') : <span className={styles.muted}>Never</span>}
      </td>
      <RevokeCell apiKey={key} zone="UTC" onRevoke={onRevoke} />
    </tr>
  );
}

function Revoke({ productKey, onClose }: { productKey: Key; onClose: () => void }) {
  const text = 'Events sent with this key are refused within a minute.';
  return <ConfirmRevoke apiKey={productKey} revoke={useRevokeKey()} text={text} onClose={onClose} />;
}
