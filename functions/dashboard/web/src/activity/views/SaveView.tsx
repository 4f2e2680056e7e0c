import { Radio, TextInput } from '@mantine/core';
import { useState } from 'react';
import { useCatalog } from '../../api/catalog';
import type { Scope } from '../../api/events';
import { changesSettings, useMe } from '../../api/me';
import { useCreateView } from '../../api/views';
import { resolveZone } from '../../time/zone';
import { confirmed } from '../../ui/copy';
import { Dialog } from '../../ui/Dialog';
import { DialogForm } from '../../ui/DialogForm';
import { FacetTexts } from '../../ui/FacetText';
import { facetsOf } from '../../view/filters';
import { savedView } from '../../view/savedViews';
import type { View } from '../../view/view';
import { rangeText } from '../filters/rangeText';
import styles from './views.module.css';

type Props = { scope: Scope; view: View; onClose: () => void };

/** Saves the current filters, range, order and bars under a name. */
export function SaveView({ scope, view, onClose }: Props) {
  const me = useMe();
  const { data: catalog } = useCatalog();
  const create = useCreateView();
  const [name, setName] = useState('');
  const [audience, setAudience] = useState<'own' | 'organization'>('own');
  const facets = facetsOf(view);
  const canShare = scope === 'organization' && changesSettings(me);
  return (
    <Dialog title="Save this view" onClose={onClose}>
      <DialogForm
        action="Save view"
        error={create.error}
        isPending={create.isPending}
        isIncomplete={name.trim() === ''}
        onCancel={onClose}
        onSubmit={() => {
          create.mutate(savedView(view, scope, { name: name.trim(), scope: audience }), {
            onSuccess: () => {
              confirmed('View saved');
              onClose();
            },
          });
        }}
      >
        <p className={styles.content}>
          {facets.length > 0 ? <FacetTexts facets={facets} catalog={catalog} /> : 'No filters'}
          {` · ${rangeText(view.range, resolveZone(view.zone))}`}
        </p>
        <TextInput label="Name" data-autofocus maxLength={128} value={name} onChange={(event) => { setName(event.currentTarget.value); }} />
        {canShare && (
          <Radio.Group size="xs" label="Who sees it" value={audience} onChange={(value) => { setAudience(value === 'organization' ? 'organization' : 'own'); }}>
            <div className={styles.choices}>
              <Radio value="own" label="Only you" />
              <Radio value="organization" label="Owners, admins and auditors of your organization" />
            </div>
          </Radio.Group>
        )}
      </DialogForm>
    </Dialog>
  );
}
