import { Button, Menu } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import type { Finding, Resolution } from '../api/types';
import { Icon } from '../ui/Icon';
import styles from './findings.module.css';
import { RESOLUTIONS, RESOLUTION_NAMES } from './labels';
import { ReopenButton } from './ReopenButton';
import { useChangeFinding } from './useFindingActions';

/** Closes a finding with a reason, which can be undone, or opens it again. */
export function CloseMenu({ finding: { id, state } }: { finding: Pick<Finding, 'id' | 'state'> }) {
  const { change, isPending } = useChangeFinding(id);
  if (state === 'closed') return <ReopenButton id={id} />;
  const close = (resolution: Resolution) => {
    change({ state: 'closed', resolution }, () => {
      const toast = notifications.show({
        message: (
          <span className={styles.undo}>
            Closed: {RESOLUTIONS[resolution].label.toLowerCase()}
            <Button
              variant="default"
              onClick={() => {
                notifications.hide(toast);
                change({ state: 'open' });
              }}
            >
              Undo
            </Button>
          </span>
        ),
      });
    });
  };
  return (
    <Menu position="bottom-end" width={280}>
      <Menu.Target>
        <Button variant="default" loading={isPending} rightSection={<Icon name="down" size={12} />}>
          Close
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        {RESOLUTION_NAMES.map((name) => (
          <Menu.Item key={name} onClick={() => { close(name); }}>
            {RESOLUTIONS[name].label}
            <span className={styles.hint}>{RESOLUTIONS[name].text}</span>
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}
