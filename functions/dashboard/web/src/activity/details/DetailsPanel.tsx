import { ActionIcon } from '@mantine/core';
import { useEffect, useEffectEvent, useRef, type KeyboardEvent as ReactKeyboardEvent } from 'react';
import { createPortal } from 'react-dom';
import { typeLabel, useCatalog } from '../../api/catalog';
import { useEvent, type EventQuery } from '../../api/events';
import type { Event } from '../../api/types';
import { ErrorState } from '../../ui/ErrorState';
import { Icon } from '../../ui/Icon';
import { Loading } from '../../ui/Loading';
import { State, StateText } from '../../ui/State';
import { UntrustedText } from '../../ui/UntrustedText';
import type { ChangeView } from '../../view/useView';
import type { EventName, View } from '../../view/view';
import styles from './details.module.css';
import { EventContent } from './EventContent';
import type { Layout } from './layout';
import { usePanelFocus } from './usePanelFocus';
import { usePanelHeight } from './usePanelHeight';

type Props = {
  name: EventName;
  loaded: Event | undefined;
  query: EventQuery;
  view: View;
  zone: string;
  layout: Layout;
  /** Opens the previous or next event. `null` if there is none. */
  onPrevious: (() => void) | null;
  onNext: (() => void) | null;
  onView: ChangeView;
  onClose: () => void;
};

/** All fields of one event, beside the rows. */
export default function DetailsPanel({ name, loaded, query, view, zone, layout, onPrevious, onNext, onView, onClose }: Props) {
  const { scope } = query;
  const { data: event = loaded, error, refetch } = useEvent(name, loaded, scope);
  const { data: catalog } = useCatalog();
  const panel = useRef<HTMLElement>(null);
  const { keepOrigin } = usePanelFocus(panel, `${name.source}/${name.id}`, layout);
  usePanelHeight(panel, layout === 'docked');
  const close = () => {
    keepOrigin();
    onClose();
  };
  const onEscape = useEffectEvent((key: KeyboardEvent) => {
    // A menu, dialog or field handles the key first.
    const isField = key.target instanceof Element && key.target.closest('input, textarea') !== null;
    if (key.key === 'Escape' && !key.defaultPrevented && !isField) close();
  });
  useEffect(() => {
    const listener = (key: KeyboardEvent) => {
      onEscape(key);
    };
    document.addEventListener('keydown', listener);
    return () => {
      document.removeEventListener('keydown', listener);
    };
  }, []);
  const onArrow = (key: ReactKeyboardEvent) => {
    const step = key.key === 'ArrowLeft' ? onPrevious : key.key === 'ArrowRight' ? onNext : null;
    // Menus are in the panel for React, but not on the page.
    if (!step || key.ctrlKey || key.metaKey || key.altKey || key.shiftKey || !panel.current?.contains(key.target as Node)) return;
    key.preventDefault();
    step();
  };
  const type = event && catalog?.typeById.get(event.type);
  const content = (
    // The arrows are shortcuts for its buttons.
    // eslint-disable-next-line jsx-a11y-x/no-noninteractive-element-interactions
    <aside ref={panel} className={styles.panel} data-layout={layout} aria-label="Event details" tabIndex={-1} onKeyDown={onArrow}>
      <header className={styles.head}>
        <div className={styles.title}>
          <h2>{event ? <UntrustedText text={typeLabel(catalog, event.type)} /> : 'Event'}</h2>
          {type && <p className={styles.description}>{type.description}</p>}
        </div>
        <StepButton name="Previous event" icon="up" shortcut="[" onStep={onPrevious} />
        <StepButton name="Next event" icon="down" shortcut="]" onStep={onNext} />
        <ActionIcon aria-label="Close details" title="Close details (Esc)" onClick={close}>
          <Icon name="close" />
        </ActionIcon>
      </header>
      <div className={styles.body}>
        {event ? (
          <EventContent key={`${event.source}/${event.id}`} {...{ event, query, view, zone, onView }} />
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
  return layout === 'full' ? createPortal(content, document.body) : content;
}

type StepProps = { name: string; icon: 'up' | 'down'; shortcut: string; onStep: (() => void) | null };

function StepButton({ name, icon, shortcut, onStep }: StepProps) {
  return (
    // Not `disabled`, which would lose the focus at the last event.
    <ActionIcon aria-label={name} title={`${name} (${shortcut})`} aria-disabled={!onStep} onClick={() => { onStep?.(); }}>
      <Icon name={icon} />
    </ActionIcon>
  );
}
