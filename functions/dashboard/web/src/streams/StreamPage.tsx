import { useState } from 'react';
import { Link, useParams } from 'wouter';
import { changesSettings, useMe } from '../api/me';
import { usePauseStream, useResumeStream, useStream, useTestStream } from '../api/stream';
import type { Stream } from '../api/types';
import { formatTime } from '../time/format';
import { resolveZone, zoneLabel } from '../time/zone';
import { ErrorState } from '../ui/ErrorState';
import { FormError } from '../ui/FormError';
import { Loading } from '../ui/Loading';
import { Notice } from '../ui/Notice';
import { Page } from '../ui/Page';
import { ZonePicker } from '../ui/ZonePicker';
import { useView } from '../view/useView';
import { Answer } from './Answer';
import { Attempts } from './Attempts';
import { DeadLetters } from './DeadLetters';
import { GuideLink } from './GuideLink';
import { KINDS } from './kinds';
import { StateLine } from './StateLine';
import { StreamActions } from './StreamActions';
import { StreamFacts } from './StreamFacts';
import styles from './streams.module.css';
import { Verification } from './Verification';
import { stateWords } from './words';

/** One stream: how it does, what it sends, its attempts, and what the destination refused. */
export default function StreamPage() {
  const { id } = useParams<{ id: string }>();
  const { data: stream, error, refetch } = useStream(id);
  const [isDeleted, setIsDeleted] = useState(false);
  if (isDeleted) return null;
  if (stream) return <LoadedStream stream={stream} error={error} onDeleted={() => { setIsDeleted(true); }} />;
  return error ? <ErrorState isPage error={error} onRetry={() => void refetch()} /> : <Loading />;
}

function LoadedStream({ stream, error, onDeleted }: { stream: Stream; error: unknown; onDeleted: () => void }) {
  const canChange = changesSettings(useMe());
  const [view, onView] = useView();
  const zone = resolveZone(view.zone);
  const { id, gap } = stream;
  const acts = { test: useTestStream(id), pause: usePauseStream(id), resume: useResumeStream(id) };
  return (
    <Page
      title={stream.name}
      lead={
        <>
          <Link href="/streams">Streams</Link> / {KINDS[stream.kind].label}
        </>
      }
      actions={
        <>
          <ZonePicker zone={view.zone} onChange={(zone) => { onView({ zone }); }} />
          {canChange && <StreamActions stream={stream} zone={zone} acts={acts} onDeleted={onDeleted} />}
        </>
      }
    >
      {error != null && <Notice tone="amber">This page is not up to date: the stream couldn’t be loaded again.</Notice>}
      <StateLine words={stateWords(stream)} />
      <FormError error={acts.pause.error ?? acts.resume.error ?? acts.test.error} />
      <Answer answer={acts.test.data} what="The test" />
      {stream.state === 'verifying' && <Verification stream={stream} canChange={canChange} />}
      {gap && (
        <Notice tone="amber">
          <span>
            The events from position {gap.first} up to {gap.next} expired before they were sent. This was found on {formatTime(gap.found_at, zone)}{' '}
            {zoneLabel(zone)}. They can’t be sent any more. <GuideLink section="gaps">About gaps</GuideLink>
          </span>
        </Notice>
      )}
      <StreamFacts stream={stream} zone={zone} />
      <div className={styles.sections}>
        <Attempts stream={stream} zone={zone} />
        <DeadLetters stream={stream} zone={zone} canChange={canChange} />
      </div>
    </Page>
  );
}
