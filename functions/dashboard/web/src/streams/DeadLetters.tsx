import { Button } from '@mantine/core';
import { useState } from 'react';
import { Link } from 'wouter';
import { sourceLabel, useCatalog } from '../api/catalog';
import { useDeadLetters, useRedriveDeadLetters } from '../api/stream';
import type { DeadLetter, Stream } from '../api/types';
import { formatTime, plural } from '../time/format';
import { zoneLabel } from '../time/zone';
import { Confirm } from '../ui/Confirm';
import { PagedList } from '../ui/PagedList';
import { Table } from '../ui/Table';
import table from '../ui/table.module.css';
import { UntrustedText } from '../ui/UntrustedText';
import { Excerpt } from './Answer';
import { deadLettersText } from './deadLettersText';
import styles from './streams.module.css';

type Props = { stream: Stream; zone: string; canChange: boolean };

/** The events that the destination refused for good. They can be sent again. */
export function DeadLetters({ stream, zone, canChange }: Props) {
  const { id, state, dead_letters: count } = stream;
  const query = useDeadLetters(id, count);
  const { data: catalog } = useCatalog();
  const [isConfirming, setIsConfirming] = useState(false);
  const letters = query.data?.pages.flatMap((page) => page.dead_letters) ?? [];
  const isSending = state === 'active' || state === 'failing';
  return (
    <section aria-labelledby="dead-letters">
      <div className={styles.heading}>
        <h2 id="dead-letters">Dead letters</h2>
        {canChange && count > 0 && (
          <Button variant="default" disabled={!isSending} onClick={() => { setIsConfirming(true); }}>
            Send again
          </Button>
        )}
      </div>
      <p className={styles.muted}>
        Events that the destination refused three times each. The stream went on without them. They are kept for 30 days, and no longer than the events
        themselves.{canChange && count > 0 && !isSending && ' Resume the stream to send them again.'}
      </p>
      {count === 0 ? (
        <p className={styles.none}>None</p>
      ) : (
        <PagedList query={query} isEmpty={letters.length === 0} empty={<p className={styles.none}>None are kept any more</p>} more="Show more">
          <Table label="List of dead letters" columns={[`Refused (${zoneLabel(zone)})`, 'Event', 'Position', 'Answer']}>
            {letters.map((letter) => (
              <Row key={letter.sequence} letter={letter} zone={zone} source={sourceLabel(catalog, letter.source)} />
            ))}
          </Table>
        </PagedList>
      )}
      {isConfirming && <Redrive stream={stream} onClose={() => { setIsConfirming(false); }} />}
    </section>
  );
}

function Row({ letter, zone, source }: { letter: DeadLetter; zone: string; source: string }) {
  const event = new URLSearchParams({ event: `${letter.source}/${letter.event_id}` });
  return (
    <tr>
      <td className={table.nowrap}>{formatTime(letter.refused_at, zone)}</td>
      <td>
        <Link href={`/activity?${event.toString()}`}>
          <UntrustedText text={source} />, <UntrustedText text={letter.event_id} />
        </Link>
      </td>
      <td className={table.nowrap}>{letter.sequence}</td>
      <td>
        {letter.status == null ? 'No answer' : `Status ${String(letter.status)}`}
        <Excerpt text={letter.excerpt} />
      </td>
    </tr>
  );
}

function Redrive({ stream: { id, dead_letters: count }, onClose }: { stream: Stream; onClose: () => void }) {
  const redrive = useRedriveDeadLetters(id);
  return (
    <Confirm
      title="Send the dead letters again?"
      action="Send again"
      isPending={redrive.isPending}
      error={redrive.error}
      onClose={onClose}
      onConfirm={() => { redrive.mutate(undefined, { onSuccess: onClose }); }}
    >
      <p>
        {count >= 1000 ? `${deadLettersText(count)} events are` : `${plural(count, 'event')} ${count === 1 ? 'is' : 'are'}`} sent before everything else. Those that
        the destination refuses again stay dead letters. Change your receiver first.
      </p>
    </Confirm>
  );
}
