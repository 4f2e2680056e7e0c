import { Button, Menu } from '@mantine/core';
import { useState } from 'react';
import type { Scope } from '../../api/events';
import type { SavedView } from '../../api/types';
import { useViews } from '../../api/views';
import { Icon } from '../../ui/Icon';
import { errorText } from '../../ui/ErrorState';
import { UntrustedText } from '../../ui/UntrustedText';
import { viewOf } from '../../view/savedViews';
import type { ChangeView } from '../../view/useView';
import type { View } from '../../view/view';
import { ManageViews } from './ManageViews';
import { SaveView } from './SaveView';
import styles from './views.module.css';

type Props = { scope: Scope; view: View; onView: ChangeView };

/** The saved views of this list: opens one, saves the current one, renames and deletes. */
export default function ViewsMenu({ scope, view, onView }: Props) {
  const [isOpen, setIsOpen] = useState(false);
  const [dialog, setDialog] = useState<'save' | 'manage' | null>(null);
  const { data, error } = useViews(isOpen || dialog !== null);
  const views = data?.filter(({ list }) => list === (scope === 'own' ? 'my_events' : 'events')) ?? [];
  const groups = [
    ['Your views', views.filter((one) => one.scope === 'own')],
    ['Views of your organization', views.filter((one) => one.scope === 'organization')],
  ] as const;
  const open = (saved: SavedView) => {
    onView(viewOf(saved));
  };
  const close = () => { setDialog(null); };
  return (
    <>
      <Menu opened={isOpen} onChange={setIsOpen} position="bottom-end" width={280}>
        <Menu.Target>
          <Button variant="default" leftSection={<Icon name="bookmark" size={14} />} rightSection={<Icon name="down" size={12} />}>
            Views
          </Button>
        </Menu.Target>
        <Menu.Dropdown className={styles.menu ?? ''}>
          {groups.map(([title, list]) => list.length > 0 && (
            <div key={title} role="group" aria-label={title}>
              <Menu.Label>{title}</Menu.Label>
              {list.map((saved) => (
                <Menu.Item key={saved.id} onClick={() => { open(saved); }}>
                  <UntrustedText text={saved.name} />
                </Menu.Item>
              ))}
            </div>
          ))}
          {views.length === 0 && <Menu.Label>{error ? `Not loaded. ${errorText(error)}` : data ? 'No saved views yet' : 'Loading…'}</Menu.Label>}
          <Menu.Divider />
          <Menu.Item onClick={() => { setDialog('save'); }}>Save this view…</Menu.Item>
          {views.length > 0 && <Menu.Item onClick={() => { setDialog('manage'); }}>Rename or delete…</Menu.Item>}
        </Menu.Dropdown>
      </Menu>
      {dialog === 'save' && <SaveView {...{ scope, view }} onClose={close} />}
      {dialog === 'manage' && <ManageViews views={views} onClose={close} />}
    </>
  );
}
