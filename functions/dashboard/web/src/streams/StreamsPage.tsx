import { Button } from '@mantine/core';
import { useState } from 'react';
import { Link } from 'wouter';
import { changesSettings, useMe } from '../api/me';
import { useStreams } from '../api/streams';
import type { Stream } from '../api/types';
import { formatCount } from '../time/format';
import { resolveZone } from '../time/zone';
import { ErrorState } from '../ui/ErrorState';
import { Icon } from '../ui/Icon';
import { Loading } from '../ui/Loading';
import { Page } from '../ui/Page';
import { State, StateText } from '../ui/State';
import { UntrustedText } from '../ui/UntrustedText';
import { ZonePicker } from '../ui/ZonePicker';
import { useView } from '../view/useView';
import { AddStream } from './AddStream';
import { deadLettersText } from './deadLettersText';
import { Fact } from './Fact';
import { GuideLink } from './GuideLink';
import { KINDS } from './kinds';
import { StateLine } from './StateLine';
import styles from './streams.module.css';
import { destinationText, lagText, stateWords, timeText } from './words';

/** The API's limit for an organization. */
const MAX_STREAMS = 5;

/** Every stream of the organization, and how it does. */
export default function StreamsPage() {
  const canChange = changesSettings(useMe());
  const { data: streams, error, refetch } = useStreams(true);
  const [view, onView] = useView();
  const [isAdding, setIsAdding] = useState(false);
  const isFull = (streams?.length ?? 0) >= MAX_STREAMS;
  return (
    <Page
      title="Streams"
      lead={
        <>
          A stream sends events to another system as they arrive, in order and at least once.{' '}
          <GuideLink section="what-delivery-guarantees">What delivery guarantees</GuideLink>
        </>
      }
      actions={
        <>
          <ZonePicker zone={view.zone} onChange={(zone) => { onView({ zone }); }} />
          {canChange && streams && (
            <Button leftSection={<Icon name="plus" size={14} />} disabled={isFull} onClick={() => { setIsAdding(true); }}>
              Add stream
            </Button>
          )}
        </>
      }
    >
      {canChange && isFull && <p className={styles.muted}>Your organization has {MAX_STREAMS} streams, which is the limit. Delete one to add another.</p>}
      {streams === undefined ? (
        error ? <ErrorState error={error} onRetry={() => void refetch()} /> : <Loading />
      ) : streams.length === 0 ? (
        <State title="No streams yet">
          <StateText>
            {canChange
              ? 'Add one to send events to a SIEM, a bucket or an endpoint of yours, or findings to a channel or an address.'
              : 'Owners and admins can add streams to other systems.'}
          </StateText>
        </State>
      ) : (
        <ul className={styles.list}>
          {streams.map((stream) => (
            <StreamItem key={stream.id} stream={stream} zone={resolveZone(view.zone)} />
          ))}
        </ul>
      )}
      {isAdding && <AddStream onClose={() => { setIsAdding(false); }} />}
    </Page>
  );
}

function StreamItem({ stream, zone }: { stream: Stream; zone: string }) {
  const { id, name, kind, dead_letters: deadLetters } = stream;
  const destination = destinationText(stream);
  return (
    <li className={styles.item}>
      <div className={styles.itemName}>
        <h2>
          <Link href={`/streams/${id}`}>
            <UntrustedText text={name} />
          </Link>
        </h2>
        <div className={styles.muted}>
          {KINDS[kind].label}
          {destination !== null && <> · <UntrustedText text={destination} /></>}
        </div>
      </div>
      <div>
        <StateLine words={stateWords(stream)} />
        {stream.gap && <p className={styles.amber}>Some events expired before they were sent.</p>}
      </div>
      <dl className={styles.numbers}>
        <Fact name="Behind">{lagText(stream)}</Fact>
        <Fact name="Last success">{timeText(stream.last_success_at, zone)}</Fact>
        <Fact name="Delivered in 24 h">
          <Link href={`/streams/${id}#attempts`}>{formatCount(stream.delivered_24h)}</Link>
        </Fact>
        <Fact name="Dead letters">
          {deadLetters === 0 ? '0' : <Link href={`/streams/${id}#dead-letters`}>{deadLettersText(deadLetters)}</Link>}
        </Fact>
      </dl>
    </li>
  );
}
