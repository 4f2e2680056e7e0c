import { ActionIcon, Button, Menu } from '@mantine/core';
import type { ReactNode } from 'react';
import { isOpen } from '../api/exports';
import { typeLabel, type Catalogue } from '../api/eventTypes';
import { personLabel } from '../api/people';
import type { Export } from '../api/types';
import { OUTCOME_NAMES, sourceName } from '../activity/filters/names';
import { formatTime } from '../time/format';
import { zoneLabel } from '../time/zone';
import { copy } from '../ui/copy';
import { Icon } from '../ui/Icon';
import { Outside, OutsideList } from '../ui/Outside';
import { DownloadButton } from './DownloadButton';
import { ExportProgress } from './ExportProgress';
import styles from './exports.module.css';
import { completeText } from './progress';
import { spanText } from './span';

type Props = { of: Export; zone: string; catalogue: Catalogue | undefined; mayRemove: boolean; onRemove: () => void };

/** One export: what was requested, by whom, and what proves that its file is unchanged. */
export function ExportItem({ of: one, zone, catalogue, mayRemove, onRemove }: Props) {
  const by = one.created_by;
  const time = (text: string) => `${formatTime(text, zone)} ${zoneLabel(zone)}`;
  const filters = filterTexts(one, catalogue);
  return (
    <li className={styles.item}>
      <div>
        <h2>{one.file_name}</h2>
        <div className={styles.muted}>
          {filters.length > 0 ? (
            <>
              <OutsideList texts={filters} />,{' '}
            </>
          ) : (
            'All events '
          )}
          {spanText(one.filters, zone)}
        </div>
      </div>
      <ExportProgress of={one} zone={zone} />
      {mayRemove ? (
        <Menu position="bottom-end">
          <Menu.Target>
            <ActionIcon aria-label={`More for ${one.file_name}`}>
              <Icon name="more" />
            </ActionIcon>
          </Menu.Target>
          <Menu.Dropdown>
            <Menu.Item onClick={onRemove}>{isOpen(one) ? 'Cancel the export' : 'Remove the file'}</Menu.Item>
          </Menu.Dropdown>
        </Menu>
      ) : (
        <span />
      )}
      <dl className={styles.facts}>
        <Fact name="Requested">
          by <Outside text={by.name ?? by.email ?? by.id} />, {time(one.created_at)}
        </Fact>
        {one.expires_at != null && <Fact name={one.status === 'expired' ? 'Expired' : 'Kept until'}>{time(one.expires_at)}</Fact>}
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

function filterTexts({ filters }: Export, catalogue: Catalogue | undefined): string[] {
  return [
    ...filters.user.map((id) => `user: ${personLabel(id)}`),
    ...filters.type.map((type) => `event: ${typeLabel(catalogue, type)}`),
    ...filters.source.map((source) => `source: ${sourceName(source)}`),
    ...filters.outcome.map((outcome) => `outcome: ${OUTCOME_NAMES[outcome]}`),
    ...(filters.ip ? [`IP: ${filters.ip}`] : []),
  ];
}
