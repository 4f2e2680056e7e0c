import { Menu, useMantineColorScheme, type MantineColorScheme } from '@mantine/core';
import { Link } from 'wouter';
import type { Me } from '../api/types';
import { signOut } from '../session/session';
import { Icon } from '../ui/Icon';
import { UntrustedText } from '../ui/UntrustedText';
import styles from './Shell.module.css';

const SCHEMES: [MantineColorScheme, string][] = [
  ['auto', 'System'],
  ['light', 'Light'],
  ['dark', 'Dark'],
];

/** The signed-in user, the appearance of the app, and sign-out. */
export function AccountMenu({ me }: { me: Me }) {
  // Without `keepTransitions` it writes a style element, which the content security policy forbids.
  const { colorScheme, setColorScheme } = useMantineColorScheme({ keepTransitions: true });
  const name = me.user.name ?? me.user.email ?? me.user.id;
  return (
    <div className={styles.account}>
      <Menu position="top-start" width={200}>
        <Menu.Target>
          <button type="button" className={styles.accountButton}>
            <span className={styles.accountName}><UntrustedText text={name} /> ({me.role})</span>
            <span className={styles.accountOrganization}>{me.organization ? <UntrustedText text={me.organization.name} /> : 'All organizations'}</span>
          </button>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Label>Appearance</Menu.Label>
          <Menu.RadioGroup value={colorScheme} onChange={(scheme) => { setColorScheme(scheme as MantineColorScheme); }}>
            {SCHEMES.map(([scheme, label]) => (
              <Menu.RadioItem key={scheme} value={scheme}>
                {label}
              </Menu.RadioItem>
            ))}
          </Menu.RadioGroup>
          <Menu.Divider />
          {me.organization?.includes_monitor && (
            <Menu.Item component={Link} href="/me/notifications">
              Notifications
            </Menu.Item>
          )}
          <Menu.Item leftSection={<Icon name="signOut" />} onClick={() => void signOut()}>
            Sign out
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
    </div>
  );
}
