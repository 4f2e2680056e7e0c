import { Button, Select } from '@mantine/core';
import { Link } from 'wouter';
import { sourceLabel, useCatalog, type Catalog } from '../../api/catalog';
import { useKeyUntilFirstEvent } from '../../api/keys';
import type { EventType, Key, Organization } from '../../api/types';
import { showBidi } from '../../ui/bidi';
import { copy } from '../../ui/copy';
import { ErrorState, errorText } from '../../ui/ErrorState';
import { Loading } from '../../ui/Loading';
import { Notice } from '../../ui/Notice';
import { UntrustedText } from '../../ui/UntrustedText';
import { FirstEventStatus } from './FirstEventStatus';
import { flowUrl, START } from './flow';
import { MonitorNotice } from './MonitorNotice';
import styles from './onboarding.module.css';
import { sendableTypes } from './sendableTypes';
import { Snippets } from './Snippets';

type Props = {
  organization: Organization;
  keyId: string;
  /** `null` if the page was loaded again: the secret is shown only once. */
  secret: string | null;
  type: string | null;
  onType: (type: string) => void;
};

/** Shows the secret, commands that send a first event with it, and whether the event arrived. */
export function SendStep({ organization, keyId, secret, type, onType }: Props) {
  const query = useKeyUntilFirstEvent(keyId);
  const { data: key, error } = query;
  if (!key) return error ? <ErrorState error={error} onRetry={() => void query.refetch()} /> : <Loading />;
  if (key.organizations !== 'all' && !key.organizations.includes(organization.id)) {
    return (
      <Notice tone="red">
        The key <code>{key.id}</code> can’t send events of <UntrustedText text={organization.name} />.
      </Notice>
    );
  }
  const another = flowUrl({ ...START, step: 'key', organization: organization.id });
  return (
    <>
      <Secret secret={secret} name={key.name} another={another} />
      <MonitorNotice organization={organization} productKey={key} />
      <Commands {...{ organization, productKey: key, secret, type, onType }} />
      <FirstEventStatus productKey={key} error={error} />
      <div className={styles.buttons}>
        <Button component={Link} href="/organizations">Done</Button>
        <Button variant="default" component={Link} href={another}>Create another key</Button>
      </div>
    </>
  );
}

function Secret({ secret, name, another }: { secret: string | null; name: string; another: string }) {
  if (secret === null) {
    return (
      <Notice>
        <span>
          The secret of the key <UntrustedText text={name} /> was shown only once, when it was created. If it isn’t stored,{' '}
          <Link href={another}>create another key</Link>.
        </span>
      </Notice>
    );
  }
  return (
    <section className={styles.part} aria-labelledby="secret">
      <h2 id="secret">Secret of the key <UntrustedText text={name} /></h2>
      <p>Store it in the product now. It can’t be shown again after you leave this page. If you lose it, create another key.</p>
      <div className={styles.secret}>
        <code>{secret}</code>
        <Button variant="default" size="compact-xs" onClick={() => void copy(secret)}>Copy secret</Button>
      </div>
    </section>
  );
}

type CommandsProps = Omit<Props, 'keyId'> & { productKey: Key };

function Commands({ organization, productKey, secret, type, onType }: CommandsProps) {
  const { data: catalog, error, isPending, refresh } = useCatalog();
  if (error) {
    return (
      <Notice tone="red">
        The event types couldn’t be loaded. {errorText(error)} <Button variant="default" onClick={refresh}>Try again</Button>
      </Notice>
    );
  }
  if (isPending || !catalog) return <Loading text="Loading event types…" />;
  const types = sendableTypes(catalog, productKey);
  const chosen = types.find(({ id }) => id === type) ?? types[0];
  if (!chosen) {
    return (
      <Notice tone="amber">
        <span>
          The sources of this key have no event types yet, so that no event can be sent. Register one under{' '}
          <Link href="/event-types">Event types</Link>, then come back.
        </span>
        <Button variant="default" onClick={refresh}>Check again</Button>
      </Notice>
    );
  }
  return (
    <section className={styles.part} aria-labelledby="send">
      <h2 id="send">Send the first event</h2>
      <TypeSelect {...{ catalog, types, chosen, onType }} />
      <Snippets first={{ url: location.origin, organization: organization.id, type: chosen.id, secret }} />
    </section>
  );
}

type TypeSelectProps = { catalog: Catalog; types: readonly EventType[]; chosen: EventType; onType: (type: string) => void };

function TypeSelect({ catalog, types, chosen, onType }: TypeSelectProps) {
  const sources = [...new Set(types.map(({ source }) => source))];
  const data = sources.map((source) => ({
    group: showBidi(sourceLabel(catalog, source)),
    items: types.filter((one) => one.source === source).map(({ id, label }) => ({ value: id, label: `${showBidi(label)} (${id})` })),
  }));
  return (
    <Select
      className={styles.type ?? ''}
      label="Event type"
      description="The event is recorded like any other. It says that its actor is “Onboarding test”."
      data={data}
      value={chosen.id}
      searchable
      allowDeselect={false}
      limit={100}
      withScrollArea={false}
      classNames={{ options: styles.options ?? '' }}
      nothingFoundMessage="No matches"
      onFocus={(event) => { event.currentTarget.select(); }}
      onChange={(value) => { if (value !== null) onType(value); }}
    />
  );
}
