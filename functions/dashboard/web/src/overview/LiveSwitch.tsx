import { Switch, Tooltip } from '@mantine/core';
import type { ChangeView } from '../view/useView';
import { liveChange, type View } from '../view/view';
import styles from './overview.module.css';

/** Turns updates every minute on and off. Can't be used, and says why, while the range has a fixed end. */
export function LiveSwitch({ view, onView }: { view: View; onView: ChangeView }) {
  const change = liveChange(view);
  const why = change ? undefined : 'Only a time range that ends now can be live.';
  return (
    <Tooltip label={why ?? 'Update every minute'} events={{ hover: true, focus: true, touch: true }} openDelay={400}>
      <Switch
        label="Live"
        className={styles.live ?? ''}
        checked={view.live && change !== null}
        // Not `disabled`: the reason must be readable with the keyboard.
        aria-disabled={change === null}
        aria-description={why}
        onChange={() => {
          if (change) onView(change);
        }}
      />
    </Tooltip>
  );
}
