import { Button, TextInput } from '@mantine/core';
import { useDeferredValue, useState } from 'react';
import { useLocation, useSearch } from 'wouter';
import { catalogOf } from '../../api/catalog';
import { useEventTypes } from '../../api/eventTypes';
import { useSources } from '../../api/sources';
import { ErrorState } from '../../ui/ErrorState';
import { Icon } from '../../ui/Icon';
import { Loading } from '../../ui/Loading';
import { Page } from '../../ui/Page';
import { State, StateText } from '../../ui/State';
import { DeprecateType } from './DeprecateType';
import type { OnOpen, Open } from './open';
import { SourceForm } from './SourceForm';
import { SourceList } from './SourceList';
import { TypeForm } from './TypeForm';
import styles from './eventTypes.module.css';

/** The sources and event types: built-in ones, and those that operators registered. */
export default function EventTypesPage() {
  const sources = useSources();
  const types = useEventTypes();
  const [open, setOpen] = useState<Open | null>(null);
  const onClose = () => { setOpen(null); };
  const isLoaded = sources.data !== undefined && types.data !== undefined;
  const registered = sources.data?.filter((source) => !source.built_in) ?? [];
  const catalog = catalogOf(sources.data ?? [], types.data ?? []);
  return (
    <Page
      title="Event types"
      lead="Products can send events of these types. Register a source for each of your own products, and then its event types. Times are in UTC."
      actions={
        isLoaded && (
          <>
            {registered.length > 0 && (
              <Button variant="default" onClick={() => { setOpen({ kind: 'type', source: null, type: null }); }}>
                Register event type
              </Button>
            )}
            <Button onClick={() => { setOpen({ kind: 'source', source: null }); }}>Register source</Button>
          </>
        )
      }
    >
      {isLoaded ? (
        <Loaded catalog={catalog} onOpen={setOpen} />
      ) : sources.error ?? types.error ? (
        <ErrorState
          error={sources.error ?? types.error}
          onRetry={() => {
            for (const query of [sources, types]) if (query.error) void query.refetch();
          }}
        />
      ) : (
        <Loading />
      )}
      {open?.kind === 'source' && <SourceForm source={open.source} catalog={catalog} onClose={onClose} />}
      {open?.kind === 'type' && <TypeForm type={open.type} source={open.source} catalog={catalog} onClose={onClose} />}
      {open?.kind === 'deprecate' && <DeprecateType type={open.type} onClose={onClose} />}
    </Page>
  );
}

type LoadedProps = { catalog: ReturnType<typeof catalogOf>; onOpen: OnOpen };

function Loaded({ catalog, onOpen }: LoadedProps) {
  const query = new URLSearchParams(useSearch());
  const [path, navigate] = useLocation();
  const search = query.get('q') ?? '';
  // The list can be long. Typing does not wait for it.
  const shown = useDeferredValue(search);
  const setSearch = (text: string) => {
    navigate(text === '' ? path : `${path}?${new URLSearchParams({ q: text }).toString()}`, { replace: true });
  };
  return (
    <>
      <div role="search" className={styles.search}>
        <TextInput
          aria-label="Search event types"
          placeholder="Search by name, ID, category or class"
          leftSection={<Icon name="search" size={14} />}
          value={search}
          onChange={(event) => { setSearch(event.currentTarget.value); }}
        />
      </div>
      {!catalog.sources.some((source) => !source.built_in) && search === '' && (
        <State
          title="No sources of your own yet"
          actions={<Button onClick={() => { onOpen({ kind: 'source', source: null }); }}>Register source</Button>}
        >
          <StateText>Only the built-in event types below are known. To record events of another product, register it as a source.</StateText>
        </State>
      )}
      <SourceList catalog={catalog} search={shown} onOpen={onOpen} onReset={() => { setSearch(''); }} />
    </>
  );
}
