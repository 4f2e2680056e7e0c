import { ActionIcon, Button, Menu } from '@mantine/core';
import { Link } from 'wouter';
import type { Catalog } from '../api/catalog';
import { isOpen } from '../api/exports';
import type { Export } from '../api/types';
import type { Bands } from '../charts/coverageText';
import { formatTime } from '../time/format';
import { zoneLabel } from '../time/zone';
import { copy } from '../ui/copy';
import { FacetChips } from '../ui/FacetChips';
import { Icon } from '../ui/Icon';
import { UntrustedText } from '../ui/UntrustedText';
import { boundsText } from '../view/boundsText';
import { facetsOfRequest } from '../view/filters';
import { coverageText } from './coverageText';
import { DownloadButton } from './DownloadButton';
import { Downloads } from './Downloads';
import { ExportProgress } from './ExportProgress';
import { Fact } from './Fact';
import styles from './exports.module.css';
import { completeText } from './progress';
import { viewUrl } from './viewUrl';

type Props = {
  item: Export;
  zone: string;
  catalog: Catalog | undefined;
  bands: Bands;
  /** Whether the user reads the events of everyone. */
  isReader: boolean;
  canDelete: boolean;
  onDelete: () => void;
};

/** One export: its request, its progress, and the hash that proves its file unchanged. */
export function ExportItem({ item, zone, catalog, bands, isReader, canDelete, onDelete }: Props) {
  const by = item.created_by;
  const time = (text: string) => `${formatTime(text, zone)} ${zoneLabel(zone)}`;
  const facets = facetsOfRequest(item.filters);
  return (
    <li className={styles.item}>
      <div>
        <h2>{item.file_name}</h2>
        <div className={styles.muted}>
          {facets.length > 0 ? 'Matching events' : 'All events'} {boundsText(item.filters, zone)}
        </div>
        <FacetChips facets={facets} catalog={catalog} label="Filters" />
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
        <Fact name="Coverage of this time">{coverageText(item, bands)}</Fact>
        <Fact name="Events">
          <Link href={viewUrl(item, isReader)}>Open this view</Link>
        </Fact>
        {isReader && item.status !== 'pending' && <Downloads item={item} zone={zone} />}
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
