import { Kbd, Switch } from '@mantine/core';
import { Dialog } from '../../ui/Dialog';
import styles from './keys.module.css';
import { FIXED_KEYS, SHORTCUTS } from './shortcuts';
import { useShortcutsSetting } from './useShortcuts';

/** Lists the keyboard shortcuts, and turns them off. */
export default function ShortcutsHelp({ onClose }: { onClose: () => void }) {
  const [isOn, setIsOn] = useShortcutsSetting();
  return (
    <Dialog title="Keyboard shortcuts" onClose={onClose}>
      <Switch
        label="Shortcuts with a single key"
        description="Turn them off if they get in the way, for example with speech input."
        checked={isOn}
        onChange={(change) => { setIsOn(change.currentTarget.checked); }}
      />
      <table className={styles.keys}>
        <thead className="visually-hidden">
          <tr>
            <th>Key</th>
            <th>What it does</th>
          </tr>
        </thead>
        <tbody>
          {Object.entries(SHORTCUTS).map(([key, text]) => (
            <tr key={key} data-off={!isOn || undefined}>
              <td><Kbd>{key}</Kbd></td>
              <td>{text}</td>
            </tr>
          ))}
          {FIXED_KEYS.map(([key, text]) => (
            <tr key={key}>
              <td><Kbd>{key}</Kbd></td>
              <td>{text}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </Dialog>
  );
}
