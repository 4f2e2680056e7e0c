import { Switch, Tooltip } from '@mantine/core';
import type { ChangeView } from '../view/useView';
import { liveChange, type View } from '../view/view';
import styles from './liveSwitch.module.css';

type Props = {
  view: View;
  /** What it does. */
  text: string;
  /** Why it can’t be used while the range has a fixed end. */
  fixedText: string;
  onView: ChangeView;
};

/** Turns live updates on and off. Can't be used, and says why, while the range has a fixed end. */
export function LiveSwitch({ view, text, fixedText, onView }: Props) {
  const change = liveChange(view);
  return (
    <Tooltip label={change ? text : fixedText} events={{ hover: true, focus: true, touch: true }} multiline w={240} openDelay={400}>
      <Switch
        label="Live"
        classNames={{ root: styles.switch ?? '', body: styles.switchBody ?? '', input: styles.switchInput ?? '', label: styles.switchLabel ?? '' }}
        checked={view.live && change !== null}
        // Not `disabled`: the reason must be readable with the keyboard.
        aria-disabled={change === null}
        aria-description={change ? undefined : fixedText}
        onChange={() => {
          if (change) onView(change);
        }}
      />
    </Tooltip>
  );
}
