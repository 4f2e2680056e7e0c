import { Button } from '@mantine/core';
import { lazy, Suspense, useState } from 'react';
import { changesSettings, readsEverything, useMe } from '../api/me';
import { Notice } from '../ui/Notice';

const TurnOn = lazy(() => import('./TurnOn'));

/** Says that nothing is recorded, with the switch for those who may turn it on. */
export function MonitorOff() {
  const me = useMe();
  const [asking, setAsking] = useState(false);
  return (
    <Notice tone="amber">
      <strong>The activity monitor is off.</strong>
      <span>
        Events of products are not recorded now. Changes to the monitor itself still are.{' '}
        {readsEverything(me)
          ? 'Events recorded before stay for their time.'
          : 'Your own activity can be seen again once an owner or admin turns it on.'}
      </span>
      {changesSettings(me) && (
        <Button onClick={() => { setAsking(true); }}>Turn it on</Button>
      )}
      {asking && (
        <Suspense>
          <TurnOn onClose={() => { setAsking(false); }} />
        </Suspense>
      )}
    </Notice>
  );
}
