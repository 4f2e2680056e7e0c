import { Badge, Button } from '@mantine/core';
import { useState } from 'react';
import { useKeys, useRevokeKey } from '../api/keys';
import type { Key } from '../api/types';
import { sourceName } from '../activity/filters/names';
import { Confirm } from '../settings/Confirm';
import { formatTime } from '../time/format';
import { ErrorState } from '../ui/ErrorState';
import { Loading } from '../ui/Loading';
import { marked } from '../ui/marked';
import { Outside } from '../ui/Outside';
import { Page } from '../ui/Page';
import { State, StateText } from '../ui/State';
import { KeyForm } from './KeyForm';
import styles from './operator.module.css';

/** The keys with which products send events. */
export default function KeysPage() {
  const { data, error, refetch, isPending, hasNextPage, isFetchingNextPage, fetchNextPage } = useKeys();
  const [creating, setCreating] = useState(false);
  const [revoking, setRevoking] = useState<Key | null>(null);
  const keys = data?.pages.flatMap((page) => page.keys) ?? [];
  return (
    <Page
      title="Product keys"
      lead="Products send events with these keys. The secret of a key is shown once, when it is created. Times are in UTC."
      actions={<Button onClick={() => { setCreating(true); }}>Create a key</Button>}
    >
      {isPending ? (
        <Loading />
      ) : error && keys.length === 0 ? (
        <ErrorState error={error} onRetry={() => void refetch()} />
      ) : keys.length === 0 ? (
        <State title="No keys yet">
          <StateText>Create one for each product that sends events.</StateText>
        </State>
      ) : (
        // Scrolls sideways where it is too wide, also with the keyboard.
        <div className={styles.scroll} role="region" aria-label="Product keys" tabIndex={0}>
          <table className={styles.table}>
            <thead>
              <tr>
                <th scope="col">Name</th>
                <th scope="col">Key ID</th>
                <th scope="col">May send events of</th>
                <th scope="col">For</th>
                <th scope="col">Created</th>
                <th scope="col">Last used</th>
                <th scope="col">
                  <span className="visually-hidden">Revoke</span>
                </th>
              </tr>
            </thead>
            <tbody>
              {keys.map((key) => (
                <KeyRow key={key.id} of={key} onRevoke={() => { setRevoking(key); }} />
              ))}
            </tbody>
          </table>
        </div>
      )}
      {hasNextPage && (
        <Button variant="default" loading={isFetchingNextPage} onClick={() => void fetchNextPage()}>
          Show earlier keys
        </Button>
      )}
      {creating && <KeyForm onClose={() => { setCreating(false); }} />}
      {revoking && <Revoke of={revoking} onClose={() => { setRevoking(null); }} />}
    </Page>
  );
}

function KeyRow({ of: key, onRevoke }: { of: Key; onRevoke: () => void }) {
  const sources = key.sources === 'all' ? 'every source' : key.sources.map((source) => sourceName(source)).join(', ');
  const organizations = key.organizations === 'all' ? 'every organization' : key.organizations.join(', ');
  return (
    <tr>
      <td><Outside text={key.name} /></td>
      <td>
        <code>{key.id}</code>
      </td>
      <td>
        {sources}
        {key.backfill && <div className={styles.muted}>may import old events</div>}
      </td>
      <td>{organizations}</td>
      <td className={styles.nowrap}>{formatTime(key.created_at, 'UTC')}</td>
      <td className={styles.nowrap}>
        {key.last_used_at ? formatTime(key.last_used_at, 'UTC') : <span className={styles.muted}>never</span>}
      </td>
      <td className={styles.nowrap}>
        {key.revoked_at ? (
          <Badge variant="default" size="sm" title={`Revoked ${formatTime(key.revoked_at, 'UTC')}`}>
            revoked
          </Badge>
        ) : (
          <Button variant="default" size="compact-xs" aria-label={`Revoke ${marked(key.name)}`} onClick={onRevoke}>
            Revoke
          </Button>
        )}
      </td>
    </tr>
  );
}

function Revoke({ of: key, onClose }: { of: Key; onClose: () => void }) {
  const revoke = useRevokeKey();
  return (
    <Confirm
      title={<>Revoke <Outside text={key.name} />?</>}
      action="Revoke it"
      isPending={revoke.isPending}
      error={revoke.error}
      onClose={onClose}
      onConfirm={() => { revoke.mutate(key.id, { onSuccess: onClose }); }}
    >
      <p>Within a minute, events sent with it are refused. This can’t be undone.</p>
    </Confirm>
  );
}
