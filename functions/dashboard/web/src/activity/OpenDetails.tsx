import { Suspense, useCallback, type ComponentProps } from 'react';
import { Boundary } from '../ui/Boundary';
import { lazy } from '../ui/lazy';
import type { Event } from '../api/types';
import type { View } from '../view/view';

const DetailsPanel = lazy(() => import('./details/DetailsPanel'));

type Props = Pick<ComponentProps<typeof DetailsPanel>, 'scope' | 'zone' | 'onView'> & { view: View; events: readonly Event[] };

/** The details of the event in the URL, if there is one. */
export function OpenDetails({ view, events, scope, zone, onView }: Props) {
  const onClose = useCallback(() => {
    onView({ event: null });
  }, [onView]);
  const name = view.event;
  if (!name) return null;
  const loaded = events.find(({ id, source }) => id === name.id && source === name.source);
  return (
    <Boundary isPart resetKey={name.id}>
      <Suspense>
        <DetailsPanel {...{ name, loaded, scope, zone, onView, onClose }} filters={view} />
      </Suspense>
    </Boundary>
  );
}
