import { TextInput } from '@mantine/core';
import { useState } from 'react';
import type { Catalog } from '../../api/catalog';
import { usePutSource } from '../../api/sources';
import type { Source } from '../../api/types';
import { Dialog } from '../../ui/Dialog';
import { DialogForm } from '../../ui/DialogForm';
import { fieldErrors } from '../../ui/fieldErrors';
import { UntrustedText } from '../../ui/UntrustedText';

const POINTERS = { id: 'source', label: '/label' };

type Props = { source: Source | null; catalog: Catalog; onClose: () => void };

/** Registers a source, or edits its label, in a dialog. */
export function SourceForm(props: Props) {
  const { source, onClose } = props;
  return (
    <Dialog onClose={onClose} title={source ? <>Edit <UntrustedText text={source.label} /></> : 'Register source'}>
      <SourceFields {...props} onSaved={onClose} />
    </Dialog>
  );
}

/** The fields of a source. */
export function SourceFields({ source, catalog, onSaved, onClose }: Props & { onSaved: (id: string) => void }) {
  const put = usePutSource();
  const [id, setId] = useState(source?.id ?? '');
  const [label, setLabel] = useState(source?.label ?? '');
  const [taken, setTaken] = useState<string | null>(null);
  const { at, other } = fieldErrors(put.error, POINTERS);
  return (
    <DialogForm
      action={source ? 'Save' : 'Register'}
      error={other}
      isPending={put.isPending}
      isIncomplete={id.trim() === '' || label.trim() === ''}
      onCancel={onClose}
      onSubmit={() => {
        // The same request would change the label of an existing source.
        if (!source && catalog.sourceById.has(id.trim())) setTaken(id.trim());
        else put.mutate({ id: id.trim(), body: { label: label.trim() } }, { onSuccess: () => { onSaved(id.trim()); } });
      }}
    >
      {!source && (
        <TextInput
          label="ID"
          description="The first word of its event types, for example crm. Lowercase letters, digits and underscores. It can’t be changed or removed later."
          required
          autoComplete="off"
          spellCheck={false}
          value={id}
          error={taken === id.trim() ? `${taken} is a source already.` : at.id}
          onChange={(event) => { setId(event.currentTarget.value); }}
        />
      )}
      <TextInput
        label="Label"
        description="The name that people see, for example CRM."
        required
        value={label}
        error={at.label}
        onChange={(event) => { setLabel(event.currentTarget.value); }}
      />
    </DialogForm>
  );
}
