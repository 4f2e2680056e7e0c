import { Switch } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useState } from 'react';
import { useUpdateRule } from '../../api/detections';
import type { Detection } from '../../api/types';
import { Confirm } from '../../ui/Confirm';
import { errorText } from '../../ui/ErrorState';

/** Switches a rule on or off. Asks before it is off. */
export function RuleSwitch({ rule: { rule, title, enabled } }: { rule: Detection }) {
  const update = useUpdateRule(rule);
  const [isConfirming, setIsConfirming] = useState(false);
  const close = () => {
    setIsConfirming(false);
    update.reset();
  };
  const turnOn = () => {
    update.mutate({ enabled: true }, { onError: (error) => notifications.show({ title: 'Not switched on', message: errorText(error), color: 'gray' }) });
  };
  return (
    <>
      <Switch
        aria-label={title}
        checked={enabled}
        disabled={update.isPending}
        onChange={() => {
          if (enabled) setIsConfirming(true);
          else turnOn();
        }}
      />
      {isConfirming && (
        <Confirm
          title={`Switch off “${title}”?`}
          action="Switch off"
          isPending={update.isPending}
          error={update.error}
          onClose={close}
          onConfirm={() => { update.mutate({ enabled: false }, { onSuccess: close }); }}
        >
          <p>
            The rule finds nothing while it is off. Events that arrive meanwhile are not evaluated later. The change is recorded, and opens the
            finding “Monitoring or protection weakened”.
          </p>
        </Confirm>
      )}
    </>
  );
}
