import { Button } from '@mantine/core';
import { useState } from 'react';
import { Link } from 'wouter';
import { DOWNLOADED, useExportDownloads, type Downloads as Found } from '../api/exportDownloads';
import type { Event, Export } from '../api/types';
import { formatTime } from '../time/format';
import { zoneLabel } from '../time/zone';
import { errorText } from '../ui/ErrorState';
import { UntrustedText } from '../ui/UntrustedText';
import { activityUrl } from '../view/url';
import styles from './exports.module.css';
import { Fact } from './Fact';

/** Who downloaded an export, from the record. It loads when asked for. */
export function Downloads({ item, zone }: { item: Export; zone: string }) {
  const [isOpen, setIsOpen] = useState(false);
  const { data, error } = useExportDownloads(item, isOpen);
  return (
    <Fact name="Downloads">
      <span role="status">{data ? <List found={data} zone={zone} /> : error ? <span className={styles.failed}>{errorText(error)}</span> : isOpen && 'Loading…'}</span>
      {!isOpen && (
        <Button size="compact-xs" variant="subtle" aria-label={`Show who downloaded ${item.file_name}`} onClick={() => { setIsOpen(true); }}>
          Show
        </Button>
      )}
      {data && data.events.length > 0 && (
        <>
          {' '}
          <Link href={activityUrl({ type: [DOWNLOADED], target: [`export:${item.id}`], range: { kind: 'all' } })}>Events</Link>
        </>
      )}
    </Fact>
  );
}

function List({ found: { events, isWhole }, zone }: { found: Found; zone: string }) {
  if (events.length === 0) return isWhole ? 'None' : 'None among the events that were searched';
  return (
    <>
      {events.map((event, index) => (
        <span key={`${event.source}/${event.id}`}>
          {index > 0 && '; '}
          <UntrustedText text={event.actor.name ?? event.actor.email ?? event.actor.id} />
          {isManifest(event) && ' (manifest)'}, {formatTime(event.occurred_at, zone)} {zoneLabel(zone)}
        </span>
      ))}
      {!isWhole && '; earlier ones were not searched'}
    </>
  );
}

function isManifest({ metadata }: Event): boolean {
  return metadata.file === 'manifest';
}
