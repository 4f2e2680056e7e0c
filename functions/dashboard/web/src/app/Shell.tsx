import { ActionIcon, Button } from '@mantine/core';
import { useRef, useState, type ReactNode } from 'react';
import type { Me } from '../api/types';
import { Icon } from '../ui/Icon';
import { AccountMenu } from './AccountMenu';
import { Navigation } from './Navigation';
import { useCurrentRoute } from './navigation';
import { OfflineNotice } from './OfflineNotice';
import styles from './Shell.module.css';
import { useScroll } from './useScroll';

/** The frame of every page: navigation, account menu and attribution. */
export function Shell({ me, children }: { me: Me; children: ReactNode }) {
  const [open, setOpen] = useState(false);
  const main = useRef<HTMLElement>(null);
  const isFarDown = useScroll(main);
  const showsLocations = useCurrentRoute()?.showsLocations && (me.settings?.show_details ?? true);
  return (
    <div className={styles.shell}>
      <a className={styles.skip} href="#main">
        Skip to content
      </a>
      <div className={styles.side}>
        <div className={styles.brand}>
          <img src="/favicon.svg" alt="" width="20" height="20" />
          Activity monitor
        </div>
        <ActionIcon
          className={styles.menuButton ?? ''}
          aria-label="Menu"
          aria-expanded={open}
          aria-controls="menu"
          onClick={() => {
            setOpen(!open);
          }}
        >
          <Icon name={open ? 'close' : 'menu'} />
        </ActionIcon>
        <div className={styles.folding} id="menu" data-open={open || undefined}>
          <Navigation
            me={me}
            onNavigate={() => {
              setOpen(false);
            }}
          />
          <AccountMenu me={me} />
        </div>
      </div>
      <main id="main" ref={main} className={styles.main} tabIndex={-1}>
        <OfflineNotice />
        {children}
        {isFarDown && (
          <Button
            className={styles.toTop ?? ''}
            variant="default"
            leftSection={<Icon name="up" size={14} />}
            onClick={() => {
              main.current?.scrollTo({ top: 0 });
              main.current?.focus({ preventScroll: true });
            }}
          >
            Back to top
          </Button>
        )}
      </main>
      {showsLocations && (
        <footer className={styles.foot}>
          IP geolocation by{' '}
          <a href="https://db-ip.com" target="_blank" rel="noreferrer">
            DB-IP
          </a>{' '}
          (
          <a href="https://creativecommons.org/licenses/by/4.0/" target="_blank" rel="noreferrer">
            CC BY 4.0
          </a>
          )
        </footer>
      )}
    </div>
  );
}
