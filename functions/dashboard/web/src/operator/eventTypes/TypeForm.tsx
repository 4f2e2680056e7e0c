import { Autocomplete, Select, Textarea, TextInput } from '@mantine/core';
import { useState } from 'react';
import type { Catalog } from '../../api/catalog';
import { usePutEventType } from '../../api/eventTypes';
import type { EventClass, EventType } from '../../api/types';
import { showBidi } from '../../ui/bidi';
import { Dialog } from '../../ui/Dialog';
import { DialogForm } from '../../ui/DialogForm';
import { fieldErrors } from '../../ui/fieldErrors';
import { UntrustedText } from '../../ui/UntrustedText';
import { ClassSelect } from './ClassSelect';
import { classText } from './classes';
import styles from './eventTypes.module.css';
import { categories, typeId } from './groups';

const POINTERS = { id: 'type', label: '/label', category: '/category', description: '/description', class: '/class' };

type Props = { type: EventType | null; source: string | null; catalog: Catalog; onClose: () => void };

/** Registers an event type, or edits its label, category and description. */
export function TypeForm({ type, source: givenSource, catalog, onClose }: Props) {
  const put = usePutEventType();
  const registered = catalog.sources.filter(({ built_in }) => !built_in);
  const [source, setSource] = useState(givenSource ?? (registered.length === 1 ? (registered[0]?.id ?? '') : ''));
  const [text, setText] = useState('');
  const [label, setLabel] = useState(type?.label ?? '');
  const [category, setCategory] = useState(type?.category ?? '');
  const [description, setDescription] = useState(type?.description ?? '');
  const [chosenClass, setChosenClass] = useState<EventClass | null>(type?.class ?? null);
  const [taken, setTaken] = useState<string | null>(null);
  const id = type?.id ?? typeId(source, text);
  const { at, other } = fieldErrors(put.error, POINTERS);
  const isNamed = type !== null || (source !== '' && text.trim() !== '');
  return (
    <Dialog onClose={onClose} title={type ? <>Edit <UntrustedText text={type.label} /></> : 'Register event type'}>
      <DialogForm
        action={type ? 'Save' : 'Register'}
        error={other}
        isPending={put.isPending}
        isIncomplete={!isNamed || chosenClass === null || [label, category, description].some((one) => one.trim() === '')}
        onCancel={onClose}
        onSubmit={() => {
          if (chosenClass === null) return;
          // The same request would change an existing type.
          if (!type && catalog.typeById.has(id)) setTaken(id);
          else {
            const body = { label: label.trim(), category: category.trim(), description: description.trim(), class: chosenClass };
            put.mutate({ id, body }, { onSuccess: onClose });
          }
        }}
      >
        {type ? (
          <p>
            <code>{type.id}</code> · {classText(type.class)?.label ?? type.class}. The ID and the class can’t be changed.
          </p>
        ) : (
          <>
            <Select
              label="Source"
              required
              withAsterisk={false}
              searchable
              allowDeselect={false}
              withScrollArea={false}
              classNames={{ options: styles.options ?? '' }}
              nothingFoundMessage="No matches"
              data={registered.map(({ id, label }) => ({ value: id, label: showBidi(label) === id ? id : `${showBidi(label)} (${id})` }))}
              value={source === '' ? null : source}
              onChange={(value) => { setSource(value ?? ''); }}
            />
            <TextInput
              label="ID"
              description="For example contact.created: words of lowercase letters, digits and underscores, with dots between. It can’t be changed or removed later."
              required
              autoComplete="off"
              spellCheck={false}
              leftSection={source === '' ? null : <code>{source}.</code>}
              leftSectionWidth={source === '' ? undefined : `calc(${source.length + 1}ch + 1.25rem)`}
              value={text}
              error={taken === id ? `${taken} is an event type already.` : at.id}
              onChange={(event) => { setText(event.currentTarget.value); }}
            />
          </>
        )}
        <TextInput
          label="Label"
          description="The name that people see, for example Contact Created."
          required
          value={label}
          error={at.label}
          onChange={(event) => { setLabel(event.currentTarget.value); }}
        />
        {!type && <ClassSelect value={chosenClass} error={at.class} onChange={setChosenClass} />}
        <Autocomplete
          size="xs"
          label="Category"
          description="The group in filters, for example Contacts."
          required
          withAsterisk={false}
          withScrollArea={false}
          classNames={{ options: styles.options ?? '' }}
          limit={20}
          data={categories(catalog.types, source)}
          value={category}
          error={at.category}
          onChange={setCategory}
        />
        <Textarea
          label="Description"
          description="What happened, in one sentence."
          required
          withAsterisk={false}
          autosize
          minRows={2}
          value={description}
          error={at.description}
          onChange={(event) => { setDescription(event.currentTarget.value); }}
        />
      </DialogForm>
    </Dialog>
  );
}
