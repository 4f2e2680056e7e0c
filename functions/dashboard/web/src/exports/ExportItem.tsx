import { ActionIcon, Button, Menu } from '@mantine/core';
import type { ReactNode } from 'react';
import type { Catalog } from '../api/eventTypes';
import { isOpen } from '../api/exports';
import type { Export } from '../api/types';
import { formatTime } from '../time/format';
import { zoneLabel } from '../time/zone';
import { copy } from '../ui/copy';
import { FacetTexts } from '../ui/FacetText';
import { Icon } from '../ui/Icon';
import { UntrustedText } from '../ui/UntrustedText';
import { boundsText } from '../view/boundsText';
import { facetsOf } from '../view/filters';
import { DownloadButton } from './DownloadButton';
import { ExportProgress } from './ExportProgress';
import styles from './exports.module.css';
import { completeText } from './progress';

type Props = { of: Export; zone: string; catalog: Catalog | undefined; canDelete: boolean; onDelete: () => void };

/** One export: its request, its progress, and the hash that proves its file unchanged. */
export function ExportItem({ of: one, zone, catalog, canDelete, onDelete }: Props) {
  const by = one.created_by;
  const time = (text: string) => `${formatTime(text, zone)} ${zoneLabel(zone)}`;
  const facets = facetsOf(one.filters);
  return (
    <li className={styles.item}>
      <div>
        <h2>{one.file_name}</h2>
        <div className={styles.muted}>
          {facets.length > 0 ? <><FacetTexts facets={facets} catalog={catalog} />, </> : 'All events '}
          {boundsText(one.filters, zone)}
        </div>
      </div>
      <ExportProgress of={one} zone={zone} />
      {canDelete ? (
        <Menu position="bottom-end">
          <Menu.Target>
            <ActionIcon aria-label={`Actions for ${one.file_name}`}>
              <Icon name="more" />
            </ActionIcon>
          </Menu.Target>
          <Menu.Dropdown>
            <Menu.Item onClick={onDelete}>{isOpen(one) ? 'Cancel export' : 'Delete file'}</Menu.Item>
          </Menu.Dropdown>
        </Menu>
      ) : (
        <span />
      )}
      <dl className={styles.facts}>
        <Fact name="Requested">
          by <UntrustedText text={by.name ?? by.email ?? by.id} />, {time(one.created_at)}
        </Fact>
        {one.expires_at != null && <Fact name={one.status === 'expired' ? 'Expired' : 'Expires'}>{time(one.expires_at)}</Fact>}
        {one.status === 'ready' && <Fact name="Contents">{completeText(one)}</Fact>}
        {one.sha256 != null && (
          <Fact name="SHA-256">
            <code className={styles.hash}>{one.sha256}</code>{' '}
            <Button size="compact-xs" variant="subtle" aria-label="Copy SHA-256" onClick={() => void copy(one.sha256 ?? '')}>
              Copy
            </Button>{' '}
            {one.status === 'ready' && one.withheld == null && <DownloadButton of={one} file="manifest" label="Manifest" />}
          </Fact>
        )}
      </dl>
    </li>
  );
}

function Fact({ name, children }: { name: string; children: ReactNode }) {
  return (
    <div className={styles.fact}>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}
