import { PasswordInput, Select, TextInput } from '@mantine/core';
import type { ChangeEvent } from 'react';
import type { Severity, StreamKind } from '../api/types';
import { fieldErrors } from '../ui/fieldErrors';
import { FilterFields } from './FilterFields';
import { newValues, type StreamValues } from './formValues';
import { KindGuide } from './GuideLink';
import { FORMAT_LABELS, KIND_NAMES, KINDS, type DestinationField } from './kinds';
import styles from './streams.module.css';

const SEVERITIES: { value: Severity; label: string }[] = [
  { value: 'low', label: 'Low and higher' },
  { value: 'medium', label: 'Medium and higher' },
  { value: 'high', label: 'High and higher' },
  { value: 'critical', label: 'Only critical' },
];
const ALL = { value: 'all', label: 'All findings' };

const KIND_CHOICES = [
  { group: 'Systems: events and findings', items: KIND_NAMES.filter((kind) => !KINDS[kind].isForPeople).map(choice) },
  { group: 'People: findings', items: KIND_NAMES.filter((kind) => KINDS[kind].isForPeople).map(choice) },
];

const POINTERS = { name: '/name', kind: '/kind', format: '/format', filters: '/filters', minimum_severity: '/minimum_severity', start: '/start' };

function choice(kind: StreamKind) {
  return { value: kind, label: KINDS[kind].label };
}

/** Returns the errors of a request by field, and the error that belongs to none. */
export function streamErrors(error: unknown, { fields }: { fields: readonly DestinationField[] }) {
  const ofDestination = fields.map(({ name }) => [`destination.${name}`, `/destination/${name}`] as const);
  return fieldErrors<string>(error, { ...POINTERS, ...Object.fromEntries(ofDestination) });
}

type Props = {
  values: StreamValues;
  /** Whether it creates a stream. The kind of a stream cannot change. */
  isNew: boolean;
  errors: Partial<Record<string, string>>;
  onChange: (values: StreamValues) => void;
};

/** The fields of a stream. */
export function StreamForm({ values, isNew, errors, onChange }: Props) {
  const { kind, format, severity } = values;
  const { fields, formats, isForPeople, text } = KINDS[kind];
  const set = (change: Partial<StreamValues>) => { onChange({ ...values, ...change }); };
  return (
    <>
      {isNew && (
        <Select
          label="Destination"
          description={text}
          data={KIND_CHOICES}
          value={kind}
          allowDeselect={false}
          error={errors.kind}
          onChange={(chosen) => {
            const next = KIND_NAMES.find((name) => name === chosen);
            if (next) onChange({ ...newValues(next), name: values.name, ...(!KINDS[next].isForPeople && { filters: values.filters }) });
          }}
        />
      )}
      <TextInput
        label="Name"
        placeholder={isForPeople ? 'Security team' : 'SIEM, production'}
        required
        value={values.name}
        error={errors.name}
        onChange={(event) => { set({ name: event.currentTarget.value }); }}
      />
      {fields.map((field) => (
        <DestinationInput
          key={field.name}
          field={field}
          isNew={isNew}
          value={values.destination[field.name] ?? ''}
          error={errors[`destination.${field.name}`]}
          onChange={(value) => { set({ destination: { ...values.destination, [field.name]: value } }); }}
        />
      ))}
      <p className={styles.guide}><KindGuide kind={kind} /></p>
      {formats.length > 1 && (
        <Select
          label="Format"
          data={formats.map((name) => ({ value: name, label: FORMAT_LABELS[name] }))}
          value={format}
          allowDeselect={false}
          error={errors.format}
          onChange={(chosen) => {
            const next = formats.find((name) => name === chosen);
            if (next) set({ format: next });
          }}
        />
      )}
      {!isForPeople && <FilterFields filters={values.filters} error={errors.filters} onChange={(filters) => { set({ filters }); }} />}
      <Select
        label={isForPeople ? 'Findings' : 'Findings among the events'}
        description={isForPeople ? 'Findings of a lower severity are not sent.' : 'Findings of a lower severity are left out. Other events are not affected.'}
        data={isForPeople ? SEVERITIES : [ALL, ...SEVERITIES]}
        value={severity ?? ALL.value}
        allowDeselect={false}
        error={errors.minimum_severity}
        onChange={(chosen) => { set({ severity: SEVERITIES.find(({ value }) => value === chosen)?.value ?? null }); }}
      />
      {isNew && !isForPeople && (
        <Select
          label="Start"
          data={[
            { value: 'now', label: 'With new events' },
            { value: 'beginning', label: 'With the oldest event that is kept' },
          ]}
          value={values.start}
          allowDeselect={false}
          error={errors.start}
          onChange={(chosen) => { set({ start: chosen === 'beginning' ? 'beginning' : 'now' }); }}
        />
      )}
    </>
  );
}

type InputProps = { field: DestinationField; isNew: boolean; value: string; error: string | undefined; onChange: (value: string) => void };

function DestinationInput({ field, isNew, value, error, onChange }: InputProps) {
  const { label, text, placeholder, isOptional = false, isSecret = false } = field;
  const kept = isSecret && !isNew ? 'Leave it empty to keep the current one.' : undefined;
  const common = {
    label: isOptional ? `${label} (optional)` : label,
    description: [text, kept].filter(Boolean).join(' ') || undefined,
    placeholder,
    required: !isOptional && kept === undefined,
    value,
    error,
    autoComplete: 'off',
    spellCheck: false,
    onChange: (event: ChangeEvent<HTMLInputElement>) => { onChange(event.currentTarget.value); },
  };
  if (!isSecret) return <TextInput {...common} />;
  return <PasswordInput size="xs" withAsterisk={false} {...common} autoComplete="new-password" visibilityToggleButtonProps={{ 'aria-label': `Show ${label}` }} />;
}
