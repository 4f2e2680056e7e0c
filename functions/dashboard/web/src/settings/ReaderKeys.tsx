import { Button, TextInput } from '@mantine/core';
import { useState } from 'react';
import { changesSettings, useMe } from '../api/me';
import { useCreateReaderKey, useReaderKeys, useRevokeReaderKey } from '../api/readerKeys';
import type { ReaderKey } from '../api/types';
import { userLabel, useUserNames } from '../api/users';
import { formatTime } from '../time/format';
import { resolveZone, zoneLabel } from '../time/zone';
import { CreateKey } from '../ui/CreateKey';
import { DialogForm } from '../ui/DialogForm';
import { fieldErrors } from '../ui/fieldErrors';
import { PagedList } from '../ui/PagedList';
import { ConfirmRevoke, RevokeCell } from '../ui/RevokeKey';
import { Table } from '../ui/Table';
import table from '../ui/table.module.css';
import { UntrustedText } from '../ui/UntrustedText';
import { useView } from '../view/useView';
import styles from './settings.module.css';

const COLUMNS = ['Name', 'Key ID', 'Created', 'Created by', 'Last used'];

/** The keys with which programs read the feed. Auditors can only see them. */
export function ReaderKeys() {
  const query = useReaderKeys();
  const canChange = changesSettings(useMe());
  const [view] = useView();
  const zone = resolveZone(view.zone);
  const [isCreating, setIsCreating] = useState(false);
  const [revoking, setRevoking] = useState<ReaderKey | null>(null);
  const keys = query.data?.pages.flatMap((page) => page.reader_keys) ?? [];
  useUserNames(keys.map((key) => key.created_by));
  return (
    <section aria-labelledby="reader-keys">
      <div className={styles.heading}>
        <h2 id="reader-keys">Reader keys</h2>
        {canChange && (
          <Button variant="default" onClick={() => { setIsCreating(true); }}>
            Create reader key
          </Button>
        )}
      </div>
      <p className={`${styles.text ?? ''} ${styles.lead ?? ''}`}>
        Programs, such as a SIEM, use these keys to read all events of your organization in order of arrival. They can
        do nothing else. Times are in {zoneLabel(zone)}.
      </p>
      <PagedList
        query={query}
        isEmpty={keys.length === 0}
        empty={<p className={styles.none}>No reader keys yet</p>}
        more="Show earlier keys"
      >
        <Table label="Reader keys" columns={COLUMNS} action={canChange ? 'Revoke' : 'Revoked'}>
          {keys.map((key) => (
            <tr key={key.id}>
              <td><UntrustedText text={key.name} /></td>
              <td>
                <code>{key.id}</code>
              </td>
              <td className={table.nowrap}>{formatTime(key.created_at, zone)}</td>
              <td><UntrustedText text={userLabel(key.created_by)} /></td>
              <td className={table.nowrap}>
                {key.last_used_at ? formatTime(key.last_used_at, zone) : <span className={table.muted}>Never</span>}
              </td>
              <RevokeCell apiKey={key} zone={zone} onRevoke={canChange ? () => { setRevoking(key); } : null} />
            </tr>
          ))}
        </Table>
      </PagedList>
      {isCreating && <Create onClose={() => { setIsCreating(false); }} />}
      {revoking && <Revoke readerKey={revoking} onClose={() => { setRevoking(null); }} />}
    </section>
  );
}

function Create({ onClose }: { onClose: () => void }) {
  const create = useCreateReaderKey();
  const [name, setName] = useState('');
  const { at, other } = fieldErrors(create.error, { name: '/name' });
  const example = {
    text: 'To read the first events, set READER_KEY to the secret and run:',
    command: `curl -H "authorization: Bearer $READER_KEY" "${location.origin}/v1/feed?start=beginning"`,
  };
  return (
    <CreateKey title="Create reader key" create={create} text="Store this secret in the program now." example={example} onClose={onClose}>
      <DialogForm
        action="Create key"
        error={other}
        isPending={create.isPending}
        isIncomplete={name.trim() === ''}
        isCancelDisabled={create.isPending}
        onCancel={onClose}
        onSubmit={() => { create.mutate(name.trim()); }}
      >
        <TextInput
          label="Name"
          description="For example: SIEM, production"
          required
          value={name}
          error={at.name}
          onChange={(event) => { setName(event.currentTarget.value); }}
        />
      </DialogForm>
    </CreateKey>
  );
}

function Revoke({ readerKey, onClose }: { readerKey: ReaderKey; onClose: () => void }) {
  const text = 'Programs that use this key are refused within a minute.';
  return <ConfirmRevoke apiKey={readerKey} revoke={useRevokeReaderKey()} text={text} onClose={onClose} />;
}
