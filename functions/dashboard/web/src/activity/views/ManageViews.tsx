import { ActionIcon, Button, TextInput } from '@mantine/core';
import { useEffect, useRef, useState } from 'react';
import { changesSettings, useMe } from '../../api/me';
import type { SavedView } from '../../api/types';
import { useDeleteView, useUpdateView } from '../../api/views';
import { showBidi } from '../../ui/bidi';
import { Dialog } from '../../ui/Dialog';
import { FormError } from '../../ui/FormError';
import { Icon } from '../../ui/Icon';
import { UntrustedText } from '../../ui/UntrustedText';
import { renamed } from '../../view/savedViews';
import styles from './views.module.css';

/** Renames and deletes saved views. Only owners and admins change those of the organization. */
export function ManageViews({ views, onClose }: { views: readonly SavedView[]; onClose: () => void }) {
  const canShare = changesSettings(useMe());
  const [editing, setEditing] = useState<string | null>(null);
  const [deleting, setDeleting] = useState<string | null>(null);
  const remove = useDeleteView();
  return (
    <Dialog title="Saved views" onClose={onClose}>
      {views.length === 0 && <p>No saved views yet</p>}
      <ul className={styles.list}>
        {views.map((saved) => {
          const canChange = saved.scope === 'own' || canShare;
          if (editing === saved.id) return <Rename key={saved.id} saved={saved} onDone={() => { setEditing(null); }} />;
          return (
            <li key={saved.id} className={styles.saved}>
              <span className={styles.name}>
                <UntrustedText text={saved.name} />
                {saved.scope === 'organization' && <span className={styles.audience}>organization</span>}
              </span>
              {deleting === saved.id ? (
                <>
                  <span>Delete this view?</span>
                  <Button size="compact-xs" variant="default" onClick={() => { setDeleting(null); }}>Keep</Button>
                  <Button size="compact-xs" color="red" loading={remove.isPending} onClick={() => { remove.mutate(saved.id, { onSuccess: () => { setDeleting(null); } }); }}>Delete</Button>
                </>
              ) : (
                canChange && (
                  <>
                    <Button size="compact-xs" variant="default" aria-label={`Rename ${showBidi(saved.name)}`} onClick={() => { setEditing(saved.id); }}>Rename</Button>
                    <ActionIcon aria-label={`Delete ${showBidi(saved.name)}`} title="Delete" onClick={() => { setDeleting(saved.id); }}>
                      <Icon name="close" size={14} />
                    </ActionIcon>
                  </>
                )
              )}
            </li>
          );
        })}
      </ul>
      <FormError error={remove.error} />
    </Dialog>
  );
}

function Rename({ saved, onDone }: { saved: SavedView; onDone: () => void }) {
  const update = useUpdateView();
  const [name, setName] = useState(saved.name);
  const field = useRef<HTMLInputElement>(null);
  useEffect(() => {
    field.current?.select();
  }, []);
  return (
    <li>
      <form
        className={styles.saved}
        onSubmit={(event) => {
          event.preventDefault();
          update.mutate({ id: saved.id, body: renamed(saved, name.trim()) }, { onSuccess: onDone });
        }}
      >
        <TextInput className={styles.name ?? ''} ref={field} aria-label="New name" maxLength={128} value={name} onChange={(event) => { setName(event.currentTarget.value); }} />
        <Button size="compact-xs" variant="default" onClick={onDone}>Cancel</Button>
        <Button size="compact-xs" type="submit" loading={update.isPending} disabled={name.trim() === ''}>Save</Button>
      </form>
      <FormError error={update.error} />
    </li>
  );
}
