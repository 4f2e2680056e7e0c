import { ActionIcon, Button } from '@mantine/core';
import { useEffect, useRef } from 'react';
import { useEvent, type Whose } from '../../api/events';
import { typeLabel, useCatalogue } from '../../api/eventTypes';
import type { Event } from '../../api/types';
import { copy } from '../../ui/copy';
import { ErrorState } from '../../ui/ErrorState';
import { focusOrigin, restoreFocus } from '../../ui/focus';
import { Icon } from '../../ui/Icon';
import { Loading } from '../../ui/Loading';
import { jsonPieces, markedJson } from '../../ui/marked';
import { Outside } from '../../ui/Outside';
import { State, StateText } from '../../ui/State';
import { only } from '../../view/filtering';
import { around } from '../../view/range';
import type { ChangeView } from '../../view/useView';
import type { EventName, Filters } from '../../view/view';
import styles from './details.module.css';
import { EventFacts } from './EventFacts';

type Props = {
  name: EventName;
  loaded: Event | undefined;
  whose: Whose;
  zone: string;
  filters: Filters;
  onView: ChangeView;
  onClose: () => void;
};

/** Everything about one event, beside the rows. */
export default function DetailsPanel({ name, loaded, whose, zone, filters, onView, onClose }: Props) {
  const { data: event = loaded, error, refetch } = useEvent(name, loaded, whose);
  const { data: catalogue } = useCatalogue();
  const panel = useRef<HTMLElement>(null);
  const key = `${name.source}/${name.id}`;
  const origin = useRef<Element | null>(null);
  useEffect(() => {
    // Another event may be opened from a row while the panel is there.
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
      // A menu or dialogue on top takes the key first.
      if (key.key === 'Escape' && !key.defaultPrevented) onClose();
    };
    document.addEventListener('keydown', onKey);
    return () => {
      document.removeEventListener('keydown', onKey);
    };
  }, [onClose]);
  const type = event && catalogue?.byId.get(event.type);
  return (
    <aside ref={panel} className={styles.panel} aria-label="Event details" tabIndex={-1}>
      <header className={styles.head}>
        <div className={styles.title}>
          <h2>{event ? <Outside text={typeLabel(catalogue, event.type)} /> : 'Event'}</h2>
          {type && <p className={styles.description}>{type.description}</p>}
        </div>
        <ActionIcon aria-label="Close the details" onClick={onClose}>
          <Icon name="close" />
        </ActionIcon>
      </header>
      <div className={styles.body}>
        {event ? (
          <Whole event={event} whose={whose} zone={zone} filters={filters} onView={onView} />
        ) : error ? (
          <ErrorState error={error} onRetry={() => void refetch()} />
        ) : whose === 'own' ? (
          <State title="This event is not among the rows">
            <StateText>Change the filters, or scroll until it is loaded.</StateText>
          </State>
        ) : (
          <Loading />
        )}
      </div>
    </aside>
  );
}

function Whole({ event, whose, zone, filters, onView }: { event: Event } & Pick<Props, 'whose' | 'zone' | 'filters' | 'onView'>) {
  const json = markedJson(event);
  const { ip } = event.client;
  return (
    <>
      <div className={styles.ways}>
        {whose === 'everybody' && (
          <Button variant="default" size="compact-xs" onClick={() => { onView(only(filters, { by: 'user', value: event.actor.id })); }}>
            This user
          </Button>
        )}
        {ip != null && (
          <Button variant="default" size="compact-xs" onClick={() => { onView(only(filters, { by: 'ip', value: ip })); }}>
            This IP
          </Button>
        )}
        <Button variant="default" size="compact-xs" onClick={() => { onView({ range: around(event.occurred_at) }); }}>
          ± 15 minutes
        </Button>
      </div>
      <EventFacts event={event} zone={zone} />
      <div className={styles.raw}>
        <h3>As JSON</h3>
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
