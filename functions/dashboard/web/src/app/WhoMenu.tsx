import { Menu, useMantineColorScheme, type MantineColorScheme } from '@mantine/core';
import type { Me } from '../api/types';
import { signOut } from '../session/session';
import { Icon } from '../ui/Icon';
import { Outside } from '../ui/Outside';
import styles from './Shell.module.css';

const SCHEMES: [MantineColorScheme, string][] = [
  ['auto', 'As the system'],
  ['light', 'Light'],
  ['dark', 'Dark'],
];

/** Who is signed in, as what and where; the way out; and light or dark. */
export function WhoMenu({ me }: { me: Me }) {
  // Without `keepTransitions` it would write a style element, which the policy refuses.
  const { colorScheme, setColorScheme } = useMantineColorScheme({ keepTransitions: true });
  const name = me.user.name ?? me.user.email ?? me.user.id;
  return (
    <div className={styles.who}>
      <Menu position="top-start" width={200}>
        <Menu.Target>
          <button type="button" className={styles.whoButton}>
            <span className={styles.whoName}><Outside text={name} /> ({me.role})</span>
            <span className={styles.whoOrganization}>{me.organization ? <Outside text={me.organization.name} /> : 'All organizations'}</span>
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
          <Menu.Item leftSection={<Icon name="signOut" />} onClick={() => void signOut()}>
            Sign out
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
    </div>
  );
}
