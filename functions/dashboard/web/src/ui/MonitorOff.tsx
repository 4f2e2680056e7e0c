import { Button } from '@mantine/core';
import { Suspense, useState } from 'react';
import { changesSettings, readsEverything, useMe } from '../api/me';
import { lazy } from './lazy';
import { Notice } from './Notice';

const TurnOnMonitor = lazy(() => import('./TurnOnMonitor'));

/** Warns that the monitor is off, with a button for those who can turn it on. */
export function MonitorOff() {
  const me = useMe();
  const [isConfirming, setIsConfirming] = useState(false);
  return (
    <Notice tone="amber">
      <strong>The activity monitor is off.</strong>
      <span>
        New events from products are not recorded. Changes to the monitor’s settings still are.{' '}
        {readsEverything(me)
          ? 'Events recorded earlier are kept for the retention period.'
          : 'You can see your activity again when an owner or admin turns it on.'}
      </span>
      {changesSettings(me) && (
        <Button onClick={() => { setIsConfirming(true); }}>Turn on</Button>
      )}
      {isConfirming && (
        <Suspense>
          <TurnOnMonitor onClose={() => { setIsConfirming(false); }} />
        </Suspense>
      )}
    </Notice>
  );
}
