import { Button } from '@mantine/core';
import { useState } from 'react';
import { Link, useLocation } from 'wouter';
import { catalogOf, type Catalog } from '../../api/catalog';
import { useEventTypes } from '../../api/eventTypes';
import { useSources } from '../../api/sources';
import type { Source } from '../../api/types';
import { plural } from '../../time/format';
import { ErrorState } from '../../ui/ErrorState';
import { Loading } from '../../ui/Loading';
import { UntrustedText } from '../../ui/UntrustedText';
import { classText } from '../eventTypes/classes';
import { SourceFields } from '../eventTypes/SourceForm';
import { TypeForm } from '../eventTypes/TypeForm';
import { flowUrl, type Flow } from './flow';
import styles from './onboarding.module.css';

type Props = { flow: Flow; onRegistered: (source: string) => void };

/** Registers a product with its event types, or goes on with one that the catalog has. */
export function ProductStep({ flow, onRegistered }: Props) {
  const sources = useSources();
  const types = useEventTypes();
  if (!sources.data || !types.data) {
    const failed = [sources, types].filter(({ error }) => error);
    if (failed.length === 0) return <Loading />;
    return <ErrorState error={failed[0]?.error} onRetry={() => { for (const query of failed) void query.refetch(); }} />;
  }
  const catalog = catalogOf(sources.data, types.data);
  const source = flow.source === null ? undefined : catalog.sourceById.get(flow.source);
  const toKey = { ...flow, step: 'key', key: null, type: null } as const;
  if (source) return <RegisteredProduct source={source} catalog={catalog} next={flowUrl(toKey)} />;
  return <ProductChoice catalog={catalog} next={flowUrl({ ...toKey, source: null })} onRegistered={onRegistered} />;
}

type ChoiceProps = { catalog: Catalog; next: string; onRegistered: Props['onRegistered'] };

function ProductChoice({ catalog, next, onRegistered }: ChoiceProps) {
  const [isNew, setIsNew] = useState(false);
  const [, navigate] = useLocation();
  if (isNew) {
    return (
      <>
        <h2>New product</h2>
        <SourceFields source={null} catalog={catalog} onSaved={onRegistered} onClose={() => { setIsNew(false); }} />
      </>
    );
  }
  return (
    <>
      <p>Which product sends the events? A product that is not in the catalog yet needs a source and its event types first.</p>
      <div className={styles.buttons}>
        <Button onClick={() => { setIsNew(true); }}>Register a new product</Button>
        <Button variant="default" onClick={() => { navigate(next); }}>Use a known product</Button>
      </div>
    </>
  );
}

type RegisteredProps = { source: Source; catalog: Catalog; next: string };

function RegisteredProduct({ source, catalog, next }: RegisteredProps) {
  const [isOpen, setIsOpen] = useState(false);
  const types = catalog.types.filter((type) => type.source === source.id);
  const hasTypes = types.length > 0;
  return (
    <section className={styles.part} aria-labelledby="product">
      <h2 id="product">
        <UntrustedText text={source.label} /> <code>{source.id}</code>
      </h2>
      <p>
        {hasTypes
          ? `${plural(types.length, 'event type')} registered. More can be added at any time.`
          : 'Register at least one event type. The product can only send events of registered types.'}
      </p>
      {hasTypes && (
        <ul className={styles.types} aria-label="Event types">
          {types.map(({ id, label, class: kind }) => (
            <li key={id}>
              <UntrustedText text={label} /> <code>{id}</code> · {classText(kind)?.label ?? kind}
            </li>
          ))}
        </ul>
      )}
      <div className={styles.buttons}>
        {hasTypes && <Button component={Link} href={next}>Continue</Button>}
        <Button variant={hasTypes ? 'default' : 'filled'} onClick={() => { setIsOpen(true); }}>
          {hasTypes ? 'Register another event type' : 'Register event type'}
        </Button>
      </div>
      {isOpen && <TypeForm type={null} source={source.id} catalog={catalog} onClose={() => { setIsOpen(false); }} />}
    </section>
  );
}
