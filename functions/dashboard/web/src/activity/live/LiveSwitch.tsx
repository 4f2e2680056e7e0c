import { Switch, Tooltip } from '@mantine/core';
import type { ChangeView } from '../../view/useView';
import { liveChange, type View } from '../../view/view';
import styles from './live.module.css';

const FIXED = 'New events are after this time range. To see them live, select a range that ends now.';

/** Turns live updates on and off. Can't be used, and says why, while the range has a fixed end. */
export function LiveSwitch({ view, onView }: { view: View; onView: ChangeView }) {
  const change = liveChange(view);
  return (
    <Tooltip
      label={change ? 'Show new events as they arrive' : FIXED}
      events={{ hover: true, focus: true, touch: true }}
      multiline
      w={240}
      openDelay={400}
    >
      <Switch
        label="Live"
        classNames={{ root: styles.switch ?? '', body: styles.switchBody ?? '', input: styles.switchInput ?? '', label: styles.switchLabel ?? '' }}
        checked={view.live}
        // Not `disabled`: the reason must be readable with the keyboard.
        aria-disabled={change === null}
        aria-description={change ? undefined : FIXED}
        onChange={() => {
          if (change) onView(change);
        }}
      />
    </Tooltip>
  );
}
