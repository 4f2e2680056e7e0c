import { ActionIcon, Button, Menu } from '@mantine/core';
import type { ReactNode } from 'react';
import type { Catalog } from '../api/catalog';
import { isOpen } from '../api/exports';
import type { Export } from '../api/types';
import { formatTime } from '../time/format';
import { zoneLabel } from '../time/zone';
import { copy } from '../ui/copy';
import { FacetTexts } from '../ui/FacetText';
import { Icon } from '../ui/Icon';
import { UntrustedText } from '../ui/UntrustedText';
import { boundsText } from '../view/boundsText';
import { facetsOfRequest } from '../view/filters';
import { DownloadButton } from './DownloadButton';
import { ExportProgress } from './ExportProgress';
import styles from './exports.module.css';
import { completeText } from './progress';

type Props = { item: Export; zone: string; catalog: Catalog | undefined; canDelete: boolean; onDelete: () => void };

/** One export: its request, its progress, and the hash that proves its file unchanged. */
export function ExportItem({ item, zone, catalog, canDelete, onDelete }: Props) {
  const by = item.created_by;
  const time = (text: string) => `${formatTime(text, zone)} ${zoneLabel(zone)}`;
  const facets = facetsOfRequest(item.filters);
  return (
    <li className={styles.item}>
      <div>
        <h2>{item.file_name}</h2>
        <div className={styles.muted}>
          {facets.length > 0 ? <><FacetTexts facets={facets} catalog={catalog} />, </> : 'All events '}
          {boundsText(item.filters, zone)}
        </div>
      </div>
      <ExportProgress item={item} zone={zone} />
      {canDelete ? (
        <Menu position="bottom-end">
          <Menu.Target>
            <ActionIcon aria-label={`Actions for ${item.file_name}`}>
              <Icon name="more" />
            </ActionIcon>
          </Menu.Target>
          <Menu.Dropdown>
            <Menu.Item onClick={onDelete}>{isOpen(item) ? 'Cancel export' : 'Delete file'}</Menu.Item>
          </Menu.Dropdown>
        </Menu>
      ) : (
        <span />
      )}
      <dl className={styles.facts}>
        <Fact name="Requested">
          by <UntrustedText text={by.name ?? by.email ?? by.id} />, {time(item.created_at)}
        </Fact>
        {item.expires_at != null && <Fact name={item.status === 'expired' ? 'Expired' : 'Expires'}>{time(item.expires_at)}</Fact>}
        {item.status === 'ready' && <Fact name="Contents">{completeText(item)}</Fact>}
        {item.sha256 != null && (
          <Fact name="SHA-256">
            <code className={styles.hash}>{item.sha256}</code>{' '}
            <Button size="compact-xs" variant="subtle" aria-label="Copy SHA-256" onClick={() => void copy(item.sha256 ?? '')}>
              Copy
            </Button>{' '}
            {item.status === 'ready' && item.withheld == null && <DownloadButton item={item} file="manifest" label="Manifest" />}
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
