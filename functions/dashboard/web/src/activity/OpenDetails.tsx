import { Suspense, useCallback } from 'react';
import type { EventQuery } from '../api/events';
import type { Event } from '../api/types';
import { Boundary } from '../ui/Boundary';
import { lazy } from '../ui/lazy';
import type { ChangeView } from '../view/useView';
import type { View } from '../view/view';
import type { Layout } from './details/layout';
import { useShortcuts } from './keys/useShortcuts';
import { openIndex } from './table/steps';

const DetailsPanel = lazy(() => import('./details/DetailsPanel'));

type Props = {
  view: View;
  query: EventQuery;
  zone: string;
  events: readonly Event[];
  layout: Layout;
  /** Called at the last loaded event. */
  onNearEnd: () => void;
  onView: ChangeView;
};

/** The details of the event in the URL, if there is one. */
export function OpenDetails({ view, query, zone, events, layout, onNearEnd, onView }: Props) {
  const onClose = useCallback(() => {
    onView({ event: null });
  }, [onView]);
  const name = view.event;
  const index = openIndex(events, name);
  const stepTo = (to: number) => {
    const event = index >= 0 ? events[to] : undefined;
    if (!event) return null;
    return () => {
      if (to >= events.length - 2) onNearEnd();
      onView({ event: { source: event.source, id: event.id } }, true);
    };
  };
  const [onPrevious, onNext] = [stepTo(index - 1), stepTo(index + 1)];
  const steps = name ? { k: () => onPrevious?.(), '[': () => onPrevious?.(), j: () => onNext?.(), ']': () => onNext?.() } : {};
  useShortcuts(steps);
  if (!name) return null;
  return (
    <Boundary isPart resetKey={name.id}>
      <Suspense>
        <DetailsPanel {...{ name, query, view, zone, layout, onPrevious, onNext, onView, onClose }} loaded={events[index]} />
      </Suspense>
    </Boundary>
  );
}
