import { ActionIcon, Button } from '@mantine/core';
import { useEffect, useRef } from 'react';
import { useEvent, type Scope } from '../../api/events';
import { typeLabel, useCatalog } from '../../api/catalog';
import type { Event } from '../../api/types';
import { jsonPieces, jsonWithVisibleBidi } from '../../ui/bidi';
import { copy } from '../../ui/copy';
import { ErrorState } from '../../ui/ErrorState';
import { focusOrigin, restoreFocus } from '../../ui/focus';
import { Icon } from '../../ui/Icon';
import { Loading } from '../../ui/Loading';
import { State, StateText } from '../../ui/State';
import { UntrustedText } from '../../ui/UntrustedText';
import { only, type Filters } from '../../view/filters';
import { around } from '../../view/range';
import type { ChangeView } from '../../view/useView';
import type { EventName } from '../../view/view';
import styles from './details.module.css';
import { EventFields } from './EventFields';

type Props = {
  name: EventName;
  loaded: Event | undefined;
  scope: Scope;
  zone: string;
  filters: Filters;
  onView: ChangeView;
  onClose: () => void;
};

/** All fields of one event, beside the rows. */
export default function DetailsPanel({ name, loaded, scope, zone, filters, onView, onClose }: Props) {
  const { data: event = loaded, error, refetch } = useEvent(name, loaded, scope);
  const { data: catalog } = useCatalog();
  const panel = useRef<HTMLElement>(null);
  const key = `${name.source}/${name.id}`;
  const origin = useRef<Element | null>(null);
  useEffect(() => {
    // A row can open another event while the panel is open.
    if (!panel.current?.contains(document.activeElement)) origin.current = focusOrigin();
    panel.current?.focus();
  }, [key]);
  useEffect(
    () => () => {
      restoreFocus(origin.current);
    },
    [],
  );
  useEffect(() => {
    const onKey = (key: KeyboardEvent) => {
      // A menu or dialog on top handles the key first.
      if (key.key === 'Escape' && !key.defaultPrevented) onClose();
    };
    document.addEventListener('keydown', onKey);
    return () => {
      document.removeEventListener('keydown', onKey);
    };
  }, [onClose]);
  const type = event && catalog?.typeById.get(event.type);
  return (
    <aside ref={panel} className={styles.panel} aria-label="Event details" tabIndex={-1}>
      <header className={styles.head}>
        <div className={styles.title}>
          <h2>{event ? <UntrustedText text={typeLabel(catalog, event.type)} /> : 'Event'}</h2>
          {type && <p className={styles.description}>{type.description}</p>}
        </div>
        <ActionIcon aria-label="Close details" onClick={onClose}>
          <Icon name="close" />
        </ActionIcon>
      </header>
      <div className={styles.body}>
        {event ? (
          <EventContent event={event} scope={scope} zone={zone} filters={filters} onView={onView} />
        ) : error ? (
          <ErrorState error={error} onRetry={() => void refetch()} />
        ) : scope === 'own' ? (
          <State title="This event isn’t in the list">
            <StateText>Change the filters, or scroll down until it loads.</StateText>
          </State>
        ) : (
          <Loading />
        )}
      </div>
    </aside>
  );
}

function EventContent({ event, scope, zone, filters, onView }: { event: Event } & Pick<Props, 'scope' | 'zone' | 'filters' | 'onView'>) {
  const json = jsonWithVisibleBidi(event);
  const { ip } = event.client;
  return (
    <>
      <div className={styles.actions}>
        {scope === 'organization' && (
          <Button variant="default" size="compact-xs" onClick={() => { onView(only(filters, { by: 'user', value: event.actor.id })); }}>
            Filter by user
          </Button>
        )}
        {ip != null && (
          <Button variant="default" size="compact-xs" onClick={() => { onView(only(filters, { by: 'ip', value: ip })); }}>
            Filter by IP
          </Button>
        )}
        <Button variant="default" size="compact-xs" onClick={() => { onView({ range: around(event.occurred_at) }); }}>
          ± 15 minutes
        </Button>
      </div>
      <EventFields event={event} zone={zone} />
      <div className={styles.raw}>
        <h3>JSON</h3>
        <Button variant="subtle" size="compact-xs" leftSection={<Icon name="copy" size={12} />} onClick={() => void copy(json)}>
          Copy
        </Button>
      </div>
      <pre className={styles.json} dir="ltr">
        {jsonPieces(json).map(({ text, isString }, index) => (isString ? <bdi key={index}>{text}</bdi> : text))}
      </pre>
    </>
  );
}
