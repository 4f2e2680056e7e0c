import { Button, TextInput } from '@mantine/core';
import { useState } from 'react';
import { useVerifyStream } from '../api/stream';
import type { Stream, StreamKind } from '../api/types';
import { copy } from '../ui/copy';
import { fieldErrors } from '../ui/fieldErrors';
import { FormError } from '../ui/FormError';
import { UntrustedText } from '../ui/UntrustedText';
import { Answer } from './Answer';
import { GuideLink, KindGuide } from './GuideLink';
import styles from './streams.module.css';

/** What the service asks of each kind of destination. */
const ASKED: Record<Exclude<StreamKind, 'email'>, string> = {
  webhook: 'The monitor sends one signed request with a challenge. Your endpoint must answer with the challenge.',
  splunk: 'The monitor sends a test message, which the collector must accept.',
  datadog: 'The monitor sends a test message, which Datadog must accept.',
  s3: 'The monitor writes a file to the bucket and reads it back. First create the role, with this external ID in its trust policy:',
  eventbridge: 'The monitor sends a test event, which the bus must accept.',
  slack: 'The monitor posts a test message to the channel.',
  teams: 'The monitor posts a test message to the channel.',
};

/** Asks the destination whether it wants the events, and shows its answer. */
export function Verification({ stream, canChange }: { stream: Stream; canChange: boolean }) {
  const { id, kind, destination } = stream;
  const verify = useVerifyStream(id);
  if (!canChange) return <p className={styles.muted}>An owner or admin must verify the destination.</p>;
  return (
    <section className={styles.verification} aria-labelledby="verify">
      <h2 id="verify">Verify the destination</h2>
      {kind === 'email' ? (
        <Code address={destination.to ?? ''} id={id} />
      ) : (
        <>
          <p>{ASKED[kind]}</p>
          {kind === 's3' && (
            <p>
              <code>{id}</code>{' '}
              <Button size="compact-xs" variant="subtle" aria-label="Copy external ID" onClick={() => void copy(id)}>
                Copy
              </Button>
            </p>
          )}
          <div className={styles.row}>
            <Button loading={verify.isPending} onClick={() => { verify.mutate(null); }}>
              Verify
            </Button>
            {kind === 'webhook' ? <GuideLink section="verification">How to answer the challenge</GuideLink> : <KindGuide kind={kind} />}
          </div>
          <Answer answer={verify.data} what="The verification" />
          <FormError error={verify.error} />
        </>
      )}
    </section>
  );
}

/** An address proves itself with the code of a mail. */
function Code({ address, id }: { address: string; id: string }) {
  const send = useVerifyStream(id);
  const check = useVerifyStream(id);
  const [code, setCode] = useState('');
  const { at, other } = fieldErrors(check.error, { code: '/code' });
  return (
    <form
      className={styles.code}
      onSubmit={(event) => {
        event.preventDefault();
        if (code.trim() !== '') check.mutate(code.trim());
      }}
    >
      <p>
        The monitor mails a code to <UntrustedText text={address} />. Enter it here within an hour. At most five codes are sent in an hour.
      </p>
      <div className={styles.row}>
        <Button variant={send.data?.delivered ? 'default' : 'filled'} loading={send.isPending} onClick={() => { send.mutate(null); }}>
          {send.data?.delivered ? 'Send a new code' : 'Send code'}
        </Button>
      </div>
      <Answer answer={send.data} what="The mail" />
      <FormError error={send.error} />
      <TextInput
        label="Code"
        placeholder="K7QM-2XRT"
        autoComplete="one-time-code"
        spellCheck={false}
        value={code}
        error={at.code}
        onChange={(event) => { setCode(event.currentTarget.value); }}
      />
      <div className={styles.row}>
        <Button type="submit" variant={send.data?.delivered ? 'filled' : 'default'} loading={check.isPending} disabled={code.trim() === ''}>
          Verify
        </Button>
      </div>
      <FormError error={other} />
    </form>
  );
}
